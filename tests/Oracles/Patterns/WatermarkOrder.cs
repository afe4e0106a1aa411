using System.Collections.Immutable;

namespace Millrace.Oracles.Patterns;

/// <summary>Rule 10: what a bounded watermark makes of readings that arrive out of order.</summary>
/// <param name="Released">The readings that the watermark has passed, by time, ties in the order of arrival.</param>
/// <param name="Late">The readings at or before the watermark when they arrived.</param>
/// <param name="Watermark">The watermark at the end.</param>
internal sealed record WatermarkOrder(ImmutableArray<OracleEvent> Released, ImmutableArray<OracleEvent> Late, long Watermark)
{
    public static WatermarkOrder Of(IReadOnlyList<OracleEvent> arrivals, long maxOutOfOrderness, bool flush, OracleBug bug)
    {
        var watermark = long.MinValue;
        var kept = new List<OracleEvent>();
        var late = new List<OracleEvent>();
        foreach (var arrival in arrivals)
        {
            var isLate = bug == OracleBug.LateExclusive ? arrival.Time < watermark : arrival.Time <= watermark;
            (isLate ? late : kept).Add(arrival);
            watermark = Math.Max(watermark, arrival.Time - maxOutOfOrderness - 1);
        }

        if (flush)
            watermark = long.MaxValue;
        var released = kept.Where(e => e.Time <= watermark);
        if (bug == OracleBug.TiesReversed)
            released = released.Reverse();
        if (bug != OracleBug.Unsorted)
            released = released.OrderBy(e => e.Time); // A stable sort: ties keep the order of arrival.
        return new WatermarkOrder([.. released], [.. late], watermark);
    }
}
