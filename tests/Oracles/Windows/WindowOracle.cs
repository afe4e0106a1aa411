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
    private readonly Dictionary<int, long> ofKey = [];
    private readonly List<WindowFact> facts = [];
    private readonly long[] ofPartition;
    private long shared = long.MinValue; // the watermark when keys have none of their own

    private WindowOracle(WindowRules rules)
    {
        this.rules = rules;
        ofPartition = new long[rules.Partitions];
        Array.Fill(ofPartition, long.MinValue);
        shape = rules.Shape switch
        {
            SessionWindow session => new OracleSessions(rules, session),
            LookbackWindow lookback => new OracleLookback(rules, lookback),
            CountWindow count => new OracleCount(rules, count),
            _ => new OracleAlignedWindows(rules),
        };
    }

    /// <summary>Everything that is put out, in order.</summary>
    public static IReadOnlyList<WindowFact> Run(WindowRules rules, IEnumerable<WindowInput> records)
    {
        var oracle = new WindowOracle(rules);
        var arrival = 0;
        foreach (var record in records)
            oracle.Take(record, arrival++);
        if (rules.Flush)
            oracle.Finish();
        return oracle.facts;
    }

    private void Take(WindowInput record, int arrival)
    {
        if (record is WindowInput.Watermark control)
        {
            Advance(control.Partition, control.Key, control.Time);
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
            Advance(reading.Partition, reading.Key, reading.Time - maxOutOfOrderness - 1);
    }

    private long WatermarkOf(int key) => rules.WatermarkPerKey ? ofKey.GetValueOrDefault(key, long.MinValue) : shared;

    /// <summary>Under clocks per key the keys come one after the other, else what is due in all of them comes in one order.</summary>
    private void Advance(int partition, int? key, long watermark)
    {
        if (!rules.WatermarkPerKey)
        {
            ofPartition[partition] = rules.Bug == PlantedBug.WatermarkGoesBack ? watermark : Math.Max(ofPartition[partition], watermark);
            var before = shared;
            shared = rules.Bug == PlantedBug.WatermarkIsTheGreatest ? ofPartition.Max() : ofPartition.Min();
            Fire(keys, before, shared);
            return;
        }

        foreach (var each in keys.Where(k => key is null || k == key))
        {
            var before = WatermarkOf(each);
            ofKey[each] = rules.Bug == PlantedBug.WatermarkGoesBack ? watermark : Math.Max(before, watermark);
            Fire([each], before, ofKey[each]);
        }
    }

    private void Finish()
    {
        for (var partition = 0; partition < ofPartition.Length; partition++)
        {
            if (!rules.WatermarkPerKey || partition == 0)
                Advance(partition, null, long.MaxValue);
        }
    }

    private void Fire(List<int> affected, long before, long after)
    {
        foreach (var firing in Ordered(affected.SelectMany(key => shape.Due(key, before, after))).ToList())
            firing.Emit(facts);
        foreach (var key in affected)
            shape.Drop(key, after);
    }

    private IOrderedEnumerable<OracleFiring> Ordered(IEnumerable<OracleFiring> due) =>
        rules.Bug == PlantedBug.OrderByStart
            ? due.OrderBy(f => f.Time).ThenBy(f => f.Window.Start)
            : due.OrderBy(f => f.Time).ThenBy(f => keys.IndexOf(f.Window.Key)).ThenBy(f => f.Window.End).ThenBy(f => f.Window.Start);
}
