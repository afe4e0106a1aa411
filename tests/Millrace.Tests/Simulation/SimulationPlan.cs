using System.Globalization;
using System.Text;

namespace Millrace.Tests.Simulation;

/// <summary>What a seed stands for: a pipeline, its partitions, and what the readings are like. All values are whole, so that no sum depends on its order.</summary>
public sealed class SimulationPlan
{
    public SimulationPlan(long seed)
    {
        var random = new Random((int)(seed ^ (seed >> 32)));
        Partitions = random.Next(3) switch { 0 => 1, 1 => 2, _ => 3 };
        ExactlyOnce = random.Next(3) > 0;
        PerKey = random.Next(3) == 0;
        
        // Under per-key clocks a key fed by several partitions sees what the slower ones bring as late: that depends on how they interleave.
        Rekeys = Partitions > 1 && !PerKey && random.Next(2) == 0;
        var idle = !Rekeys && random.Next(2) == 0;
        IdleMilliseconds = idle ? 3000 : 0;
        MaxOutOfOrderness = random.Next(2) * 400;

        // Late readings depend on how partitions interleave where they meet again, so there none may be.
        Disorder = Rekeys ? MaxOutOfOrderness : (int)(MaxOutOfOrderness * random.NextDouble() * 2);
        Readings = random.Next(40, 160);
        Pipeline = Text(random);
    }

    public int Partitions { get; }

    public bool ExactlyOnce { get; }

    public bool PerKey { get; }

    public bool Rekeys { get; }

    public int IdleMilliseconds { get; }

    public int MaxOutOfOrderness { get; }

    public int Disorder { get; }

    public int Readings { get; }

    public string Pipeline { get; }

    private string Text(Random random)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            pipeline: simulated
            source: { topic: readings, format: json, key: sensor, partitionedBy: machine, time: t }
            watermark: { strategy: bounded, maxOutOfOrderness: {{MaxOutOfOrderness}}ms, per: {{(PerKey ? "key" : "partition")}}{{(IdleMilliseconds > 0 ? ", idleTimeout: 3s" : "")}} }
            windows:

            """);
        string[] shapes =
        [
            "tumbling: 2s", "tumbling: 1s\n    allowedLateness: 1s", "sliding: { size: 3s, every: 1s }", "session: { gap: 800ms }", "lookback: 2s", "cumulate: { size: 4s, every: 1s }",

            // Where partitions meet again, how much of a window is there early, and which readings come together, depends on how they interleave.
            Rekeys ? "tumbling: 3s" : "tumbling: 3s\n    early: 1s",
            Rekeys ? "tumbling: 4s" : "count: 3",
        ];
        string[] keys = Rekeys || Partitions == 1 ? ["sensor", "machine", "line"] : ["sensor", "machine"];
        var windows = random.Next(1, 4);
        for (var i = 0; i < windows; i++)
        {
            var key = Rekeys && i == 0 ? "line" : keys[random.Next(keys.Length)];
            var where = random.Next(3) == 0 ? "\n    where: value > 5" : "";
            text.Append(CultureInfo.InvariantCulture, $$"""
                  - name: w{{i}}
                    key: {{key}}{{where}}
                    {{shapes[random.Next(shapes.Length)]}}
                    aggregate: { n: count(), total: sum(value), high: max(value) }
                    to: results

                """);
        }

        text.Append("patterns:\n");
        var patterns = random.Next(1, 3);
        for (var i = 0; i < patterns; i++)
        {
            string[] steps =
            [
                "- { name: a, where: value > 12 }\n      - { name: b, where: value < 4, contiguity: followedBy }",
                "- { name: a, where: value > 14 }\n      - { name: b, where: value > 10, oneOrMore: true }\n      - { name: c, where: value < 3, contiguity: followedBy }",
                "- { name: a, where: value > 14 }\n      - { name: b, where: value < 5, contiguity: followedBy, not: true }",
                "- { name: a, where: value > 9 }\n      - { name: b, where: value > a.value, contiguity: next }",
            ];
            text.Append(CultureInfo.InvariantCulture, $$"""
                  - name: p{{i}}
                    key: {{keys[random.Next(keys.Length)]}}
                    within: 3s
                    timeouts: {{(random.Next(2) == 0 ? "true" : "false")}}
                    steps:
                      {{steps[random.Next(steps.Length)]}}
                    to: alerts

                """);
        }

        return text.ToString();
    }
}
