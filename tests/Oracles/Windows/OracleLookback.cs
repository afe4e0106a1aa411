using Millrace.Actors.Windows;

namespace Millrace.Oracles.Windows;

/// <summary>After each reading, in the order of (time, arrival) behind the watermark: the readings of (t - duration, t] so far.</summary>
internal sealed class OracleLookback(WindowRules rules, LookbackWindow shape) : OracleShape(rules)
{
    private readonly long duration = (long)shape.Duration.TotalMilliseconds;
    private readonly List<(int Arrival, WindowInput.Reading Reading)> readings = [];

    public override void Add(WindowInput.Reading reading, int arrival, long watermark, List<WindowFact> facts)
    {
        if (reading.Time < watermark || (reading.Time == watermark && Rules.Bug != PlantedBug.LateOneTooLate))
            facts.Add(new WindowFact.Late(reading.Key, reading.Time, watermark));
        else
            readings.Add((arrival, reading));
    }

    public override IEnumerable<OracleFiring> Due(int key, long before, long after)
    {
        var ofKey = readings.Where(r => r.Reading.Key == key)
            .OrderBy(r => r.Reading.Time).ThenBy(r => Rules.Bug == PlantedBug.TiesReversed ? -r.Arrival : r.Arrival).ToList();
        for (var i = 0; i < ofKey.Count; i++)
        {
            var time = ofKey[i].Reading.Time;
            if (time <= before || time > after)
                continue;
            var earliest = time - duration + (Rules.Bug == PlantedBug.LookbackIncludesLeftEnd ? 0 : 1);
            var window = new OracleWindow(key, time - duration + 1, time + 1) { Fired = ofKey.Take(i).Count(r => r.Reading.Time == time) };
            window.Readings.AddRange(ofKey.Take(i + 1).Where(r => r.Reading.Time >= earliest));
            yield return new OracleFiring(window.End, window, facts => Fire(window, facts));
        }
    }
}
