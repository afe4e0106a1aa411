using Millrace.Actors.Windows;

namespace Millrace.Oracles.Windows;

/// <summary>Every so many readings of a key, in the order of arrival; what is left over at the end of the input.</summary>
internal sealed class OracleCount(WindowRules rules, CountWindow shape) : OracleShape(rules)
{
    public override void Add(WindowInput.Reading reading, int arrival, long watermark, List<WindowFact> facts)
    {
        var window = Windows.Find(w => w.Key == reading.Key);
        if (window is null)
            Windows.Add(window = new OracleWindow(reading.Key, reading.Time, reading.Time + 1));
        window.Readings.Add((arrival, reading));
        window.Start = Math.Min(window.Start, reading.Time);
        window.End = Math.Max(window.End, reading.Time + 1);
        if (window.Readings.Count == shape.Readings)
        {
            Windows.Remove(window);
            Fire(window, facts);
        }
        else if (Rules.Early is { Every: null })
        {
            React([window], long.MinValue, facts);
        }
    }

    /// <summary>At the end of the input alone, and then in the order of the keys.</summary>
    public override IEnumerable<OracleFiring> Due(int key, long before, long after) =>
        Windows.Where(w => w.Key == key && after == long.MaxValue)
            .Select(window => new OracleFiring(long.MaxValue, window, facts => Fire(window, facts)));
}
