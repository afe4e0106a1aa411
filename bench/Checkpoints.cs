using System.Text;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Bench;

/// <summary>How long a checkpoint's barrier holds up a partition: 10,000 changed actors, and 100 changed among many. Each actor has a sliding window's panes, a session and half a match or two.</summary>
public static class Checkpoints
{
    private const string Pipeline = """
        pipeline: barrier
        source: { topic: readings, key: sensor, time: time }
        watermark: { maxOutOfOrderness: 0s }
        windows:
          - { name: sliding, sliding: { size: 10h, every: 1h }, aggregate: { readings: count(), mean: avg(value), low: min(value), high: max(value) }, to: results }
          - { name: session, session: { gap: 5h }, aggregate: { readings: count(), mean: avg(value) }, to: results }
        patterns:
          - name: jump
            within: 60s
            order: arrival
            skip: skipPastLastEvent
            steps:
              - { name: low, where: value < 50 }
              - { name: high, where: value > 95 }
            to: alerts
        """;

    public static void Run(int many)
    {
        Measured(10_000, 10_000, 91);
        Measured(many, 100, 31);
    }

    private static void Measured(int actors, int changed, int rounds)
    {
        using var folder = new BenchFolder();
        var source = folder.Log.Topic("readings", 1).Partitions[0];
        var graphs = new PipelineGraphs(folder.Setup(Pipeline, new LiveOptions()), static _ => 0);
        using var graph = graphs.Create(new GraphPlace(0, 0));
        graph.Open();
        var time = 1_763_700_000_000 / 3_600_000 * 3_600_000;
        Take(graph, source, 0, actors, 1, time);
        Checkpoint(graph);
        var random = new Random(1);
        var pauses = new List<double>();
        var (keys, bytes) = (0L, 0L);
        for (var round = 1; round <= rounds; round++)
        {
            Take(graph, source, random.Next(actors / changed), actors, actors / changed, time + (round * 30_000L));
            var draft = Checkpoint(graph);
            (keys, bytes) = (draft.Keys, draft.Bytes);
            if (round > rounds / 3)
                pauses.Add(draft.Pause.TotalMilliseconds);
        }

        pauses.Sort();
        Console.WriteLine(FormattableString.Invariant($"barrier, {keys} changed of {graph.ResidentKeys} actors   least {pauses[0]:F2} ms  median {pauses[pauses.Count / 2]:F2} ms  max {pauses[^1]:F2} ms   {bytes} bytes"));
    }

    private static CheckpointDraft Checkpoint(PartitionGraph graph)
    {
        var draft = graph.BeginCheckpoint()!;
        graph.Commit(draft);
        graph.Complete(draft);
        return draft;
    }

    private static void Take(PartitionGraph graph, LogPartition source, int from, int to, int step, long time)
    {
        var chunk = new RecordChunk();
        for (var i = from; i < to; i += step)
        {
            chunk.Add(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{{\"sensor\":\"sensor-{i:D7}\",\"time\":{time},\"value\":{i % 49}}}")));
            if (chunk.Count < 10_000 && i + step < to)
                continue;
            source.Append(chunk);
            chunk.Clear();
        }

        source.Sync();
        while (graph.Offset < source.End)
        {
            graph.Fetcher.Step();
            graph.Step();
        }
    }
}
