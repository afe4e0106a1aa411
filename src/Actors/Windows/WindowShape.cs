namespace Millrace.Actors.Windows;

/// <summary>Which windows a reading falls into. All windows are half-open, <c>[start, end)</c>.</summary>
public abstract record WindowShape
{
    private protected WindowShape()
    {
    }
}

/// <summary>Windows of one size, one after the other: start = t - floorMod(t - offset, size).</summary>
/// <param name="Size">More than 0, whole milliseconds.</param>
/// <param name="Offset">Shifts every window.</param>
public sealed record TumblingWindow(TimeSpan Size, TimeSpan Offset = default) : WindowShape;

/// <summary>Windows of one size that overlap: every start s with s = offset (mod every) and s &lt;= t &lt; s + size.</summary>
/// <param name="Size">More than 0, whole milliseconds.</param>
/// <param name="Every">From start to start; more than 0, at most <paramref name="Size"/>.</param>
/// <param name="Offset">Shifts every window.</param>
public sealed record SlidingWindow(TimeSpan Size, TimeSpan Every, TimeSpan Offset = default) : WindowShape;

/// <summary>Windows of one start that grow: [start, start + k * every) for every k up to size / every.</summary>
/// <param name="Size">The largest; a multiple of <paramref name="Every"/>.</param>
/// <param name="Every">How much it grows.</param>
/// <param name="Offset">Shifts every window.</param>
public sealed record CumulateWindow(TimeSpan Size, TimeSpan Every, TimeSpan Offset = default) : WindowShape;

/// <summary>A reading opens [t, t + gap); windows that overlap or touch merge.</summary>
/// <param name="Gap">More than 0.</param>
/// <param name="MaxDuration">A session ends at start + this at the latest; a reading at or after that opens the next. Null for no limit.</param>
public sealed record SessionWindow(TimeSpan Gap, TimeSpan? MaxDuration = null) : WindowShape;

/// <summary>After each reading, in event-time order: the aggregate over (t - duration, t].</summary>
/// <param name="Duration">More than 0.</param>
public sealed record LookbackWindow(TimeSpan Duration) : WindowShape;

/// <summary>Every so many readings of a key, in the order of arrival.</summary>
/// <param name="Readings">At least 1.</param>
public sealed record CountWindow(int Readings) : WindowShape;
