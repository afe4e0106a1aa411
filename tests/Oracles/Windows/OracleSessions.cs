using Millrace.Actors.Windows;

namespace Millrace.Oracles.Windows;

/// <summary>
/// Sessions. A session is [first, min(last + gap, first + maxDuration, first of the next session)), where first and last are the times of its
/// outermost readings.
/// </summary>
internal sealed class OracleSessions(WindowRules rules, SessionWindow shape) : OracleShape(rules)
{
    private readonly long gap = (long)shape.Gap.TotalMilliseconds;
    private readonly long? longest = rules.Bug == PlantedBug.SessionsNeverEnd ? null : (long?)shape.MaxDuration?.TotalMilliseconds;

    public override void Add(WindowInput.Reading reading, int arrival, long watermark, List<WindowFact> facts)
    {
        var session = new OracleWindow(reading.Key, reading.Time, 0) { Fresh = true };
        session.Readings.Add((arrival, reading));
        var before = Windows.Where(w => w.Key == reading.Key && w.Start <= reading.Time).MaxBy(w => w.Start);
        var after = Windows.Where(w => w.Key == reading.Key && w.Start > reading.Time).MinBy(w => w.Start);
        OracleWindow? left = null, right = null;
        if (before is not null && Join(before, session))
            left = before;
        var joined = left is null ? session : Union(left, session);
        if (after is not null && !(left is not null && Rules.Bug == PlantedBug.BridgeJoinsOne) && Join(joined, after))
            (joined, right) = (Union(joined, after), after);
        SetEnd(joined, right is null ? after : Windows.Where(w => w.Key == reading.Key && w.Start > after!.Start).MinBy(w => w.Start));
        if (IsLate(joined.End, watermark))
        {
            facts.Add(new WindowFact.Late(reading.Key, reading.Time, watermark));
            return;
        }

        Windows.RemoveAll(w => w == left || w == right);
        Windows.Add(joined);
        React([joined], watermark, facts);
    }

    /// <summary>Whether the later of two sessions belongs to the earlier one: it begins no more than a gap after its last reading, and all of it fits.</summary>
    private bool Join(OracleWindow earlier, OracleWindow later) =>
        later.Start <= Last(earlier) + gap - (Rules.Bug == PlantedBug.TouchingSessionsStayApart ? 1 : 0)
        && (longest is null || Last(later) < earlier.Start + longest);

    private OracleWindow Union(OracleWindow one, OracleWindow two)
    {
        var union = new OracleWindow(one.Key, Math.Min(one.Start, two.Start), 0)
        {
            Fresh = true,
            Fired = Rules.Bug == PlantedBug.MergeForgetsRevision ? 0 : Math.Max(one.Fired, two.Fired),
        };
        union.Readings.AddRange(one.Readings);
        union.Readings.AddRange(two.Readings);
        return union;
    }

    private void SetEnd(OracleWindow session, OracleWindow? next)
    {
        session.End = Last(session) + gap;
        if (longest is not null)
            session.End = Math.Min(session.End, session.Start + longest.Value);
        if (next is not null)
            session.End = Math.Min(session.End, next.Start);
    }

    private static long Last(OracleWindow session) => session.Readings.Max(r => r.Reading.Time);
}
