using Millrace.Actors.Windows;

namespace Millrace.Oracles.Windows;

/// <summary>Tumbling, sliding and cumulating windows: found by trying every window near the reading.</summary>
internal sealed class OracleAlignedWindows(WindowRules rules) : OracleShape(rules)
{
    public override void Add(WindowInput.Reading reading, int arrival, long watermark, List<WindowFact> facts)
    {
        var taken = new List<OracleWindow>();
        foreach (var (start, end) in WindowsAt(reading.Time))
        {
            if (IsLate(end, watermark))
                continue;
            var window = Windows.Find(w => w.Key == reading.Key && w.Start == start && w.End == end);
            if (window is null)
                Windows.Add(window = new OracleWindow(reading.Key, start, end));
            window.Readings.Add((arrival, reading));
            window.Fresh = true;
            taken.Add(window);
        }

        if (taken.Count == 0)
            facts.Add(new WindowFact.Late(reading.Key, reading.Time, watermark));
        React(taken, watermark, facts);
    }

    private IEnumerable<(long Start, long End)> WindowsAt(long time)
    {
        var (size, every, offset) = Rules.Shape switch
        {
            TumblingWindow t => (t.Size, t.Size, t.Offset),
            SlidingWindow s => (s.Size, s.Every, s.Offset),
            CumulateWindow c => (c.Size, c.Size, c.Offset),
            _ => throw new InvalidOperationException($"{Rules.Shape} is not aligned."),
        };
        var step = (long)every.TotalMilliseconds;
        for (var start = LastStart(time, step, (long)offset.TotalMilliseconds); start > time - (long)size.TotalMilliseconds; start -= step)
        {
            var growth = Rules.Shape is CumulateWindow { Every: var grown } ? (long)grown.TotalMilliseconds : (long)size.TotalMilliseconds;
            for (var end = start + growth; end <= start + (long)size.TotalMilliseconds; end += growth)
            {
                if ((start <= time || Rules.Bug == PlantedBug.TruncatedRemainder) && time < end)
                    yield return (start, end);
            }
        }
    }

    private long LastStart(long time, long step, long offset)
    {
        var remainder = (time - offset) % step;
        return time - (remainder < 0 && Rules.Bug != PlantedBug.TruncatedRemainder ? remainder + step : remainder);
    }
}
