using System.Diagnostics;
using System.Globalization;
using System.Text;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sinks;
using Millrace.Graphs.Sources;
using Millrace.Persistence.Sqlite;

namespace Millrace.Bench;

/// <summary>Memory while a sink stands still: 20,000 readings/s, each of which puts out a record, open loop; first with a sink that takes them, then with one that does not until the time is over.</summary>
public static class StoppedSink
{
    private const int Rate = 20_000;
    private const int ABatch = 200;
    private const string Pipeline = """
        pipeline: bench
        source: { topic: readings, key: sensor, time: time }
        watermark: { maxOutOfOrderness: 2s }
        windows:
          - { name: mean, key: sensor, tumbling: 10s, aggregate: { mean: avg(value) }, to: outputs }
        patterns:
          - { name: each, key: sensor, order: arrival, steps: [ { name: any, where: value >= 0 } ], to: outputs }
        """;

    public static void Run(int seconds)
    {
        Console.WriteLine($"{Rate} readings/s for {seconds} s, 2,000 sensors, backlog bound 16 MiB; MiB");
        Measure("sink works", seconds, stops: false);
        Measure("sink stopped", seconds, stops: true);
    }

    private static void Measure(string name, int seconds, bool stops)
    {
        var root = Directory.CreateTempSubdirectory("millrace-bench-").FullName;
        using (var log = EmbeddedLog.Open(Path.Combine(root, "log"), new LogOptions(), TimeProvider.System))
        using (var store = SqliteCheckpointStore.Open(Path.Combine(root, "checkpoints.db")))
        {
            var sink = new CountingSink { IsStopped = stops };
            var pipeline = LivePipeline.Start(new LiveSetup
            {
                Pipeline = symbols => PipelineFile.Parse(Pipeline, "bench", new PipelineOptions { Symbols = symbols }).Definition!,
                Log = log,
                Store = store,
                Options = new LiveOptions { BacklogBytes = 16 << 20 },
                Clock = TimeProvider.System,
                Sinks = [(sink, ["outputs"])],
            });
            using (var appender = new LogAppender(pipeline.Source, TimeProvider.System))
                Feed(name, seconds, pipeline, appender);
            sink.IsStopped = false;
            var watch = Stopwatch.StartNew();
            while (sink.Delivered < (long)seconds * Rate)
                Thread.Sleep(50);
            Print(name, "all delivered after", watch.Elapsed, pipeline);
            pipeline.StopAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        }

        Directory.Delete(root, recursive: true);
    }

    private static void Feed(string name, int seconds, LivePipeline pipeline, LogAppender appender)
    {
        var watch = Stopwatch.StartNew();
        var next = 0L;
        var printed = TimeSpan.Zero;
        while (watch.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            if (watch.Elapsed - printed >= TimeSpan.FromSeconds(5))
                Print(name, "after", printed = watch.Elapsed, pipeline);
            var due = (long)(watch.Elapsed.TotalSeconds * Rate);
            for (; next + ABatch <= due; next += ABatch)
                appender.TryEnqueue([(0, Batch(next))], out _);
            Thread.Sleep(5);
        }

        for (; next < (long)seconds * Rate; next += ABatch)
            appender.TryEnqueue([(0, Batch(next))], out _);
    }

    private static RecordChunk Batch(long first)
    {
        var records = new RecordChunk();
        for (var n = first; n < first + ABatch; n++)
        {
            records.Add(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $$"""{"sensor":"s-{{n % 2000}}","time":{{1_763_700_000_000 + (n / (Rate / 1000))}},"value":{{n % 100}}}""")));
        }

        return records;
    }

    private static void Print(string name, string when, TimeSpan at, LivePipeline pipeline)
    {
        using var process = Process.GetCurrentProcess();
        var partition = pipeline.Status.Partitions[0];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}, {when} {at.TotalSeconds:0} s: resident {process.WorkingSet64 >> 20}, heap {GC.GetTotalMemory(false) >> 20}; {partition.State}, lag {partition.OffsetLag} readings, backlog {partition.BacklogBytes >> 20}"));
    }

    /// <summary>Counts what it takes; keeps its position in memory.</summary>
    private sealed class CountingSink : ISink
    {
        private long delivered;
        private volatile bool isStopped;

        public string Name => "counting";

        public long Delivered => Interlocked.Read(ref delivered);

        public bool IsStopped
        {
            get => isStopped;
            set => isStopped = value;
        }

        public long Open(string output, int partition) => 0;

        public void Deliver(string output, int partition, RecordChunk records)
        {
            if (isStopped)
                throw new SinkException(Name, "it stands still");
            Interlocked.Add(ref delivered, records.Count);
        }

        public void Dispose()
        {
        }
    }
}
