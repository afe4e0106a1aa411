using System.Globalization;
using Millrace.Messages;
using Millrace.Tests.Host;

namespace Millrace.Tests.Crashes;

/// <summary>A pipeline with windows of each kind and a pattern, and readings for it: 200 sensors on 20 machines, a reading of each a second, out of order, some late.</summary>
internal static class Plant
{
    private const long Start = 1_763_700_000_000;

    /// <summary>Brings about that all windows fire and all partial matches end.</summary>
    public const string TheEnd = """{"$watermark":"2100-01-01T00:00:00Z"}""";

    public static readonly string[] Outputs = ["windows", "sessions", "alerts", "late-readings", "dead-letters"];

    public static string Pipeline(string watermarkPer, string sinks) => $$"""
        pipeline: plant
        source: { topic: readings, key: sensor, partitionedBy: machine, time: time }
        watermark: { maxOutOfOrderness: 15s, per: {{watermarkPer}} }
        late: late-readings
        deadLetters: dead-letters
        windows:
          - { name: tumbling, key: sensor, tumbling: 30s, allowedLateness: 20s, aggregate: { readings: count(), mean: avg(value), peak: max(value) }, to: windows }
          - { name: sliding, key: machine, sliding: { size: 60s, every: 20s }, aggregate: { readings: count(), sum: sum(value), p90: percentile(value, 90) }, to: windows }
          - { name: session, key: sensor, where: value > 80, session: { gap: 8s }, aggregate: { readings: count(), least: min(value) }, to: sessions }
        patterns:
          - name: jump
            key: machine
            within: 10s
            skip: skipPastLastEvent
            timeouts: true
            steps: [ { name: low, where: value < 3 }, { name: high, where: value > 96 } ]
            to: alerts
        {{sinks}}
        """;

    /// <summary>A pipeline that puts out a record for each reading, at once.</summary>
    public static string EachReading(string sinks) => $$"""
        pipeline: plant
        source: { topic: readings, key: sensor, partitionedBy: machine, time: time }
        watermark: { maxOutOfOrderness: 15s }
        patterns:
          - { name: each, key: sensor, order: arrival, steps: [ { name: any, where: value >= 0 } ], to: alerts }
        {{sinks}}
        """;

    /// <summary>So many readings, a line each.</summary>
    public static string Readings(long first, int count) => string.Join('\n', Enumerable.Range(0, count).Select(i => Reading(first + i)));

    public static string Reading(long n)
    {
        var bits = Scramble((ulong)n);
        var sensor = (int)(bits % 200);
        var late = (bits >> 8) % 1000 < 3 ? 60_000 : (long)((bits >> 20) % 8_000);
        var time = Start + (n * 5) - late;
        var value = (bits >> 40) % 10_000 / 100.0;
        return string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{n}},"sensor":"s-{{sensor}}","machine":"m-{{sensor % 20}}","time":"{{new EventTime(time)}}","value":{{value}}}""");
    }

    /// <summary>What a backtest makes of the records of each partition: each by itself, as its watermark is its own.</summary>
    public static async Task<List<string>> BacktestAsync(ScratchFolder folder, string pipeline, string[] files)
    {
        var lines = new List<string>();
        foreach (var file in files)
        {
            var output = file + ".out";
            using var backtest = MillraceProcess.Command("backtest", "--pipeline", folder.Path(pipeline), "--input", file, "--output", output);
            Assert.True(await backtest.EndAsync() == 0, backtest.Log);
            lines.AddRange(await File.ReadAllLinesAsync(output));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>Both have the same lines, each as often.</summary>
    public static void Same(List<string> expected, IEnumerable<string> actual, string what)
    {
        var sorted = actual.ToList();
        sorted.Sort(StringComparer.Ordinal);
        if (expected.SequenceEqual(sorted, StringComparer.Ordinal))
            return;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in expected)
            counts[line] = counts.GetValueOrDefault(line) + 1;
        foreach (var line in sorted)
            counts[line] = counts.GetValueOrDefault(line) - 1;
        var missing = counts.Where(pair => pair.Value > 0).ToList();
        var extra = counts.Where(pair => pair.Value < 0).ToList();
        Assert.Fail($"{what}: {expected.Count} expected, {sorted.Count} found; {missing.Count} missing, {extra.Count} too many\nmissing:\n{string.Join('\n', missing.Take(5).Select(pair => pair.Key))}\ntoo many:\n{string.Join('\n', extra.Take(5).Select(pair => pair.Key))}");
    }

    private static ulong Scramble(ulong n)
    {
        // The finalizer of splitmix64.
        n += 0x9e3779b97f4a7c15;
        n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9;
        n = (n ^ (n >> 27)) * 0x94d049bb133111eb;
        return n ^ (n >> 31);
    }
}
