using Millrace.Actors.Windows;

namespace Millrace.Oracles.Windows;

/// <summary>
/// Windows as the rules of docs/semantics.md say, written to be obviously right: every reading is kept, every result computed anew from
/// the readings of its window, every firing found by looking at all windows.
/// </summary>
public sealed class WindowOracle
{
    private readonly WindowRules rules;
    private readonly OracleShape shape;
    private readonly List<int> keys = []; // in the order of their first appearance
    private readonly Dictionary<int, long> watermarks = [];
    private readonly List<WindowFact> facts = [];
    private long controlled = long.MinValue; // the watermark that control records have set
    private long shared = long.MinValue;

    private WindowOracle(WindowRules rules)
    {
        this.rules = rules;
        shape = rules.Shape switch
        {
            SessionWindow session => new OracleSessions(rules, session),
            LookbackWindow lookback => new OracleLookback(rules, lookback),
            CountWindow count => new OracleCount(rules, count),
            _ => new OracleAlignedWindows(rules),
        };
    }

    /// <summary>Everything that is put out for the records of one partition, in order.</summary>
    public static IReadOnlyList<WindowFact> Run(WindowRules rules, IEnumerable<WindowInput> records)
    {
        var oracle = new WindowOracle(rules);
        var arrival = 0;
        foreach (var record in records)
            oracle.Take(record, arrival++);
        if (rules.Flush)
            oracle.Advance([.. oracle.keys], long.MaxValue);
        return oracle.facts;
    }

    private void Take(WindowInput record, int arrival)
    {
        if (record is WindowInput.Watermark control)
        {
            controlled = Math.Max(controlled, control.Time);
            Advance([.. keys], control.Time);
            return;
        }

        var reading = (WindowInput.Reading)record;
        if (!keys.Contains(reading.Key))
            keys.Add(reading.Key);
        if (reading.Passes)
            shape.Add(reading, arrival, WatermarkOf(reading.Key), facts);
        else if (rules.Bug == PlantedBug.FilteredReadingsMoveNothing)
            return;
        if (rules.MaxOutOfOrderness is { } maxOutOfOrderness)
            Advance(rules.WatermarkPerKey ? [reading.Key] : [.. keys], reading.Time - maxOutOfOrderness - 1);
    }

    private long WatermarkOf(int key) =>
        rules.WatermarkPerKey ? watermarks.GetValueOrDefault(key, controlled) : shared;

    private void Advance(int[] affected, long watermark)
    {
        var due = new List<OracleFiring>();
        foreach (var key in affected)
        {
            var before = WatermarkOf(key);
            var after = rules.Bug == PlantedBug.WatermarkGoesBack ? watermark : Math.Max(before, watermark);
            due.AddRange(shape.Due(key, before, after));
            watermarks[key] = after;
        }

        shared = rules.Bug == PlantedBug.WatermarkGoesBack ? watermark : Math.Max(shared, watermark);
        foreach (var firing in Ordered(due))
            firing.Emit(facts);
        foreach (var key in affected)
            shape.Drop(key, WatermarkOf(key));
    }

    private IEnumerable<OracleFiring> Ordered(List<OracleFiring> due) =>
        rules.Bug == PlantedBug.OrderByStart
            ? due.OrderBy(f => f.Time).ThenBy(f => f.Start).ThenBy(f => keys.IndexOf(f.Key))
            : due.OrderBy(f => f.Time).ThenBy(f => keys.IndexOf(f.Key)).ThenBy(f => f.Start);
}
