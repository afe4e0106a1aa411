using Millrace.Actors.Windows;

namespace Millrace.Oracles.Windows;

/// <summary>
/// Sessions. A session is [first, min(last + gap, first + maxDuration)), where first and last are the times of its outermost readings. A reading joins the
/// earliest session that it reaches, then sessions after it are joined as long as they touch what there is and all of it fits.
/// </summary>
internal sealed class OracleSessions(WindowRules rules, SessionWindow shape) : OracleShape(rules)
{
    private readonly long gap = (long)shape.Gap.TotalMilliseconds;
    private readonly long? longest = rules.Bug == PlantedBug.SessionsNeverEnd ? null : (long?)shape.MaxDuration?.TotalMilliseconds;

    public override void Add(WindowInput.Reading reading, int arrival, long watermark, List<WindowFact> facts)
    {
        var joined = new OracleWindow(reading.Key, reading.Time, reading.Time + Math.Min(gap, longest ?? gap)) { Fresh = true };
        joined.Readings.Add((arrival, reading));
        var parts = new List<OracleWindow>();
        var ofKey = Windows.Where(w => w.Key == reading.Key).OrderBy(w => w.Start).ToList();
        if (ofKey.Find(w => w.Start <= reading.Time && Touches(w, joined) && Fits(w, joined)) is { } reached)
        {
            parts.Add(reached);
            joined = Union(reached, joined);
        }

        foreach (var later in ofKey.Where(w => !parts.Contains(w) && w.Start >= joined.Start))
        {
            if (!Touches(joined, later) || !Fits(joined, later) || (parts.Count > 0 && Rules.Bug == PlantedBug.BridgeJoinsOne))
                break;
            parts.Add(later);
            joined = Union(joined, later);
        }

        if (IsLate(joined.End, watermark))
        {
            facts.Add(new WindowFact.Late(reading.Key, reading.Time, watermark));
            return;
        }

        Windows.RemoveAll(parts.Contains);
        Windows.Add(joined);
        React([joined], watermark, facts);
    }

    private bool Touches(OracleWindow earlier, OracleWindow later) =>
        later.Start <= Last(earlier) + gap - (Rules.Bug == PlantedBug.TouchingSessionsStayApart ? 1 : 0);

    private bool Fits(OracleWindow earlier, OracleWindow later) =>
        longest is null || Math.Max(Last(earlier), Last(later)) < earlier.Start + longest;

    private OracleWindow Union(OracleWindow one, OracleWindow two)
    {
        var union = new OracleWindow(one.Key, Math.Min(one.Start, two.Start), 0)
        {
            Fresh = true,
            Fired = Rules.Bug == PlantedBug.MergeForgetsRevision ? 0 : Math.Max(one.Fired, two.Fired),
        };
        union.Readings.AddRange(one.Readings);
        union.Readings.AddRange(two.Readings);
        union.Readings.Sort((a, b) => a.Arrival.CompareTo(b.Arrival));
        union.End = Math.Min(Last(union) + gap, longest is null ? long.MaxValue : union.Start + longest.Value);
        return union;
    }

    private static long Last(OracleWindow session) => session.Readings.Max(r => r.Reading.Time);
}
