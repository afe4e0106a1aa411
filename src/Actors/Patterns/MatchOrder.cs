namespace Millrace.Actors.Patterns;

/// <summary>The order in which a pattern sees readings.</summary>
public enum MatchOrder
{
    /// <summary>Sorted by event time behind the watermark, ties in arrival order; a reading at or before the watermark is late.</summary>
    EventTime,

    /// <summary>As they arrive; the clock is the highest event time or watermark seen. Lowest latency; nothing is late.</summary>
    Arrival,
}
