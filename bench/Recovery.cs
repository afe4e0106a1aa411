using System.Diagnostics;
using System.Text;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Bench;

/// <summary>A start over a store with many actors, each with an open window and half a match: eager, until all are in memory and readings are taken in; lazy, until the first reading of one of them has brought about its match.</summary>
public static class Recovery
{
    private const string Pipeline = """
        pipeline: recovery
        source: { topic: readings, key: sensor, time: time }
        watermark: { maxOutOfOrderness: 0s }
        windows:
          - { name: hourly, tumbling: 1h, aggregate: { readings: count(), mean: avg(value), low: min(value), high: max(value) }, to: results }
        patterns:
          - name: jump
            order: arrival
            steps:
              - { name: low, where: value < 50 }
              - { name: high, where: value > 95 }
            to: alerts
        """;

    public static void Run(int actors)
    {
        using var folder = new BenchFolder();
        var time = 1_763_700_000_000 / 3_600_000 * 3_600_000;
        var source = folder.Fill("readings", Enumerable.Range(0, actors).Select(i => (ReadOnlyMemory<byte>)Reading(i, time + (i * 1000L / actors), 1)));
        var watch = Stopwatch.StartNew();
        var pipeline = Start(folder, eager: false);
        while (pipeline.Status.Partitions[0].Offset < source.End)
            Thread.Sleep(5);
        pipeline.CheckpointAsync(default).GetAwaiter().GetResult();
        Stop(pipeline);
        Console.WriteLine(FormattableString.Invariant($"{actors} actors made and checkpointed in {watch.Elapsed.TotalSeconds:F1} s"));
        for (var round = 0; round < 3; round++)
        {
            watch.Restart();
            pipeline = Start(folder, eager: true);
            while (!pipeline.Status.IsRunning)
                Thread.Sleep(1);
            var ready = watch.Elapsed.TotalSeconds;
            var keys = pipeline.Status.Partitions[0].ResidentKeys;
            Stop(pipeline);
            watch.Restart();
            pipeline = Start(folder, eager: false);
            var output = pipeline.Outputs["alerts"].Partitions[0];
            var before = output.End;
            Append(source, Reading(round * 7 * (actors / 100), time + 2000, 99));
            while (output.Stable == before)
                Thread.Sleep(1);
            var answered = watch.Elapsed.TotalSeconds;
            var few = pipeline.Status.Partitions[0].ResidentKeys;
            Stop(pipeline);
            Console.WriteLine(FormattableString.Invariant($"recovery of {actors} actors: eager {ready:F2} s ({keys} in memory), lazy: first match {answered:F3} s ({few} in memory)   resident {Environment.WorkingSet / 1048576} MiB"));
        }
    }

    private static LivePipeline Start(BenchFolder folder, bool eager) =>
        LivePipeline.Start(folder.Setup(Pipeline, new LiveOptions { Delivery = Delivery.AtLeastOnce, LoadAtStart = eager }));

    private static void Stop(LivePipeline pipeline)
    {
        if (!pipeline.StopAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult())
            throw new InvalidOperationException("not stopped in time");
    }

    private static byte[] Reading(int sensor, long time, int value) =>
        Encoding.ASCII.GetBytes(FormattableString.Invariant($"{{\"sensor\":\"sensor-{sensor:D7}\",\"time\":{time},\"value\":{value}}}"));

    private static void Append(LogPartition source, byte[] reading)
    {
        var chunk = new RecordChunk();
        chunk.Add(reading);
        source.Append(chunk);
        source.Sync();
    }
}
