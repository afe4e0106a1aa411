using System.Diagnostics;
using System.Globalization;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Bench;

/// <summary>
/// From a reading to its match, at a fixed rate of arrival, open loop: 20 readings each millisecond, 2,000 sensors, into the log's appender (durable before they are read), through a
/// pattern in order of arrival, at least once, to a reader of the output topic. Counted from the time at which a reading was to be sent, whether or not it was sent in time.
/// </summary>
public static class Latency
{
    private const int Sensors = 2_000;
    private const int PerMillisecond = 20;

    private const string Pipeline = """
        pipeline: latency
        source: { topic: readings, key: sensor, time: time }
        watermark: { maxOutOfOrderness: 0s }
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

    public static void Run(int seconds)
    {
        using var folder = new BenchFolder();
        using var stop = new CancellationTokenSource();
        folder.Log.Topic("readings", 1);
        var pipeline = LivePipeline.Start(folder.Setup(Pipeline, new LiveOptions { Delivery = Delivery.AtLeastOnce }));
        var late = new List<double>();
        long start = 0;
        var output = pipeline.Outputs["alerts"].Partitions[0];
        var watching = new Thread(() => Watch(output, sequence =>
        {
            var sent = Volatile.Read(ref start) + (sequence / PerMillisecond * (Stopwatch.Frequency / 1000));
            late.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }, stop.Token));
        watching.Start();
        while (!pipeline.Status.IsRunning)
            Thread.Sleep(1);
        using var appender = new LogAppender(pipeline.Source, TimeProvider.System);
        var warm = Send(appender, 0, 5, ref start);
        var matches = late.Count;
        Thread.Sleep(200);
        late.Clear();
        var worst = Send(appender, warm.Sent, seconds, ref start);
        Thread.Sleep(500);
        stop.Cancel();
        watching.Join();
        pipeline.StopAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
        var sorted = late.Order().ToArray();
        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
        Console.WriteLine(FormattableString.Invariant(
            $"reading -> match at 20,000/s for {seconds} s   p50 {At(0.5):F2} ms  p90 {At(0.9):F2} ms  p99 {At(0.99):F2} ms  p99.9 {At(0.999):F2} ms  max {At(1):F2} ms   {sorted.Length} matches ({matches} while warming up), sender at most {worst.Behind:F1} ms behind, {appender.Statistics.Records / (double)Math.Max(1, appender.Statistics.Groups):F1} readings a group; {GC.CollectionCount(0)} collections, {GC.GetTotalPauseDuration().TotalMilliseconds / Math.Max(1, GC.CollectionCount(0)):F1} ms each"));
    }

    /// <summary>Sends for some seconds; <paramref name="start"/> is when the reading with number 0 was to be sent.</summary>
    private static (long Sent, double Behind) Send(LogAppender appender, long from, int seconds, ref long start)
    {
        var random = new Random(1);
        var tick = Stopwatch.Frequency / 1000;
        var begin = Stopwatch.GetTimestamp();
        Volatile.Write(ref start, begin - (from / PerMillisecond * tick));
        var wall = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var behind = 0.0;
        var chunks = Enumerable.Range(0, 4096).Select(_ => new RecordChunk()).ToArray();
        Span<byte> line = stackalloc byte[256];
        for (var millisecond = 0; millisecond < seconds * 1000; millisecond++)
        {
            var due = begin + (millisecond * tick);
            while (Stopwatch.GetTimestamp() < due)
                Thread.Sleep(1);
            behind = Math.Max(behind, Stopwatch.GetElapsedTime(due).TotalMilliseconds);
            // The sender shares the process with what it measures: it leaves no garbage. A chunk is free again long before its turn comes.
            var chunk = chunks[millisecond % chunks.Length];
            chunk.Clear();
            for (var i = 0; i < PerMillisecond; i++, from++)
            {
                System.Text.Unicode.Utf8.TryWrite(line, CultureInfo.InvariantCulture, $"{{\"sensor\":\"s-{from * 7919 % Sensors:D5}\",\"time\":{wall + millisecond},\"value\":{random.NextDouble() * 100:F3},\"n\":{from}}}", out var length);
                chunk.Add(line[..length]);
            }

            if (!appender.TryEnqueue([(0, chunk)], out _))
                throw new InvalidOperationException("the appender's queue is full");
        }

        return (from, behind);
    }

    private static void Watch(LogPartition output, Action<long> seen, CancellationToken stop)
    {
        using var reader = output.OpenReader(output.Start);
        var chunk = new RecordChunk();
        while (true)
        {
            while (reader.TryRead(chunk, 1 << 20))
            {
                for (var i = 0; i < chunk.Count; i++)
                    seen(Number(chunk.ValueOf(i)));
            }

            try
            {
                reader.WaitAsync(stop).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>The number of the reading that completed the match.</summary>
    private static long Number(ReadOnlySpan<byte> match)
    {
        var at = match.LastIndexOf("\"n\":"u8) + 4;
        var length = match[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return long.Parse(match.Slice(at, length), CultureInfo.InvariantCulture);
    }
}
