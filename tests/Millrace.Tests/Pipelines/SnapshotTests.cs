using System.Text;
using Millrace.Actors.Kernel;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Tests.Pipelines;

/// <summary>A snapshot taken and restored at any reading, beside a new symbol table, changes no byte of the output: for every built-in actor at once.</summary>
public sealed class SnapshotTests
{
    internal const string Pipeline = """
        pipeline: everything
        source: { topic: readings, format: json, key: sensor, time: time }
        watermark: { strategy: bounded, maxOutOfOrderness: 20ms, per: PER }
        windows:
          - { name: tumbling, tumbling: 50ms, offset: 7ms, allowedLateness: 30ms, to: out,
              aggregate: { n: count(), total: sum(value), mean: avg(value), low: min(value), high: max(value), sd: stddev(value), v: variance(value), spread: range(value), per: rate() } }
          - { name: sliding, sliding: { size: 60ms, every: 25ms }, early: 10ms, to: out, aggregate: { a: first(state), z: last(state), p: "percentile(value, 90)", d: distinct(state) } }
          - { name: growing, cumulate: { size: 90ms, every: 30ms }, early: each, to: out, aggregate: { n: count() } }
          - { name: session, session: { gap: 15ms, maxDuration: 70ms }, allowedLateness: 25ms, to: out, aggregate: { n: count(), d: distinct(value) } }
          - { name: lookback, lookback: 40ms, to: out, aggregate: { n: count(), z: last(state), p: "percentile(value, 50)" } }
          - { name: counting, count: 4, early: each, to: out, aggregate: { total: sum(value) } }
          - { name: machines, key: machine, tumbling: 40ms, having: n > 1, to: out, aggregate: { n: count() } }
        patterns:
          - { name: relaxed, within: 80ms, timeouts: true, to: out, steps: [ { name: a, where: "value > 6" }, { name: b, where: "value < a.value - 3", oneOrMore: true }, { name: c, where: "state == 'off'" } ] }
          - { name: strict, order: arrival, skip: skipPastLastEvent, to: out, steps: [ { name: a, where: "value > 3" }, { name: b, where: "value < 6", contiguity: next } ] }
          - { name: absent, within: 60ms, key: machine, to: out, steps: [ { name: a, where: "value > 7" }, { name: no, where: "state == 'off'", not: true } ] }
          - { name: skipping, within: 100ms, skip: { skipToLast: b }, to: out,
              steps: [ { name: a, where: "value > 5" }, { name: b, where: "sum(b.value) + value < 25", times: { min: 1, max: 3 }, contiguity: followedByAny }, { name: c, where: "state == 'off'" } ] }
        """;

    [Theory]
    [InlineData("partition")]
    [InlineData("key")]
    public void SnapshotAndRestore_AtEveryReading_ChangesNoByte(string per)
    {
        var yaml = Pipeline.Replace("PER", per, StringComparison.Ordinal);
        var records = Records();
        var expected = Run(yaml, records, -1);
        foreach (var kind in new[] { "window", "match", "timeout", "late" })
            Assert.Contains("\"type\":\"" + kind, expected, StringComparison.Ordinal);
        for (var at = 0; at <= records.Length; at++)
            Assert.Equal(expected, Run(yaml, records, at));
    }

    private static string[] Records()
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, 150).Select(i => FormattableString.Invariant(
            $"{{\"sensor\":\"s{random.Next(3)}\",\"machine\":\"m{random.Next(2)}\",\"time\":{(i * 4) + random.Next(-30, 12)},\"value\":{random.Next(10)},\"state\":\"{(random.Next(3) == 0 ? "off" : "on")}\"}}"))];
    }

    private static string Run(string yaml, string[] records, int restartAt)
    {
        var lines = new StringBuilder();
        var (shard, json, pipeline) = Start(yaml);
        for (var i = 0; i < records.Length; i++)
        {
            if (i == restartAt)
                (shard, json, pipeline) = Restart(yaml, shard, pipeline);
            var batch = new ReadingBatch(pipeline.Schema, pipeline.Symbols, 1);
            var bytes = Encoding.UTF8.GetBytes(records[i] + "\n");
            pipeline.Source.ToFormat().CreateDecoder(pipeline.Schema, pipeline.Symbols).Decode(bytes, 0, bytes.Length, true, batch);
            shard.Process(batch, 0, batch.Count);
            Take(shard, json, lines);
        }

        if (restartAt == records.Length)
            (shard, json, _) = Restart(yaml, shard, pipeline);
        shard.Finish(0);
        Take(shard, json, lines);
        return lines.ToString();
    }

    private static (Shard Shard, OutputJson Json, PipelineDefinition Pipeline) Start(string yaml)
    {
        var load = PipelineFile.Parse(yaml, "everything.yaml");
        Assert.Empty(load.Errors.Select(error => error.ToString()));
        return (PipelineShard.Create(load.Definition!, 1), new OutputJson(PipelineShard.Schemas(load.Definition!), load.Definition!.Symbols), load.Definition!);
    }

    private static (Shard Shard, OutputJson Json, PipelineDefinition Pipeline) Restart(string yaml, Shard shard, PipelineDefinition pipeline)
    {
        var writer = new StateWriter(pipeline.Symbols);
        shard.Snapshot(writer);
        var next = Start(yaml);

        // Symbols of the new table differ from those of the old one: state must not hold any.
        next.Pipeline.Symbols.Intern("something that was not there before");
        next.Shard.Restore(writer.Written.Span);
        return next;
    }

    private static void Take(Shard shard, OutputJson json, StringBuilder lines)
    {
        for (var i = 0; i < shard.Outputs.Count; i++)
            lines.Append(Encoding.UTF8.GetString(json.Encode(shard.Outputs, i)));
        shard.Outputs.Clear();
    }
}
