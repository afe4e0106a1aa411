using System.Diagnostics;
using System.Text;
using Millrace.Graphs.Files;
using Millrace.Graphs.Pipelines;

namespace Millrace.Bench;

/// <summary>A whole backtest: an NDJSON file of about 100 bytes a line, 10,000 sensors, a tumbling window, results written out as JSON.</summary>
public static class Backtests
{
    internal const string Pipeline = """
        pipeline: bench
        source: { topic: readings, format: json, key: sensor, time: timestamp }
        watermark: { strategy: bounded, maxOutOfOrderness: 2s }
        windows:
          - name: tumbling
            tumbling: 10s
            aggregate: { readings: count(), total: sum(value), low: min(value), high: max(value) }
            to: results
        """;

    public static void Run(long readings)
    {
        var path = Input(readings);
        var baseline = Lines(path);
        for (var round = 0; round < 3; round++)
        {
            var pipeline = PipelineFile.Parse(Pipeline, "bench.yaml").Definition!;
            using var backtest = Backtest.Open(pipeline, [path]);
            using var output = new CountingStream();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var resident = 0L;
            var half = 0L;
            var halfReadings = 0L;
            var watch = Stopwatch.StartNew();
            var summary = backtest.Run(output, true, progress =>
            {
                if (half == 0 && progress.Readings > readings / 2)
                    (half, halfReadings) = (GC.GetAllocatedBytesForCurrentThread(), progress.Readings);
            });
            watch.Stop();
            resident = Environment.WorkingSet;
            var perReading = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)readings;
            var steady = (GC.GetAllocatedBytesForCurrentThread() - half) / (double)Math.Max(1, readings - halfReadings);
            Console.WriteLine(FormattableString.Invariant(
                $"backtest {summary.Statistics.Readings / watch.Elapsed.TotalSeconds / 1e6,6:F2} M readings/s  {summary.BytesRead / watch.Elapsed.TotalSeconds / 1e6,6:F0} MB/s  {baseline / watch.Elapsed.TotalSeconds,5:P0} of counting lines  {perReading,6:F2} B/reading, {steady:F3} in the second half  resident {resident / 1048576} MiB  {summary.Outputs.Sum(count => count.Count)} results {output.Checksum:X}"));
        }
    }

    /// <summary>The file of readings, written if it is not there yet.</summary>
    internal static string Input(long readings)
    {
        var path = Path.Combine(Path.GetTempPath(), $"millrace-bench-{readings}.ndjson");
        if (!File.Exists(path))
            Write(path, readings);
        return path;
    }

    /// <summary>Seconds to read the file and count its lines: what no backtest can beat.</summary>
    private static double Lines(string path)
    {
        var watch = Stopwatch.StartNew();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        var buffer = new byte[1 << 20];
        long lines = 0;
        int read;
        while ((read = file.Read(buffer)) > 0)
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        return watch.Elapsed.TotalSeconds + (lines < 0 ? 1 : 0);
    }

    private static void Write(string path, long readings)
    {
        using var file = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        var random = new Random(1);
        var start = new DateTime(2026, 11, 21, 0, 0, 0, DateTimeKind.Utc);
        for (long i = 0; i < readings; i++)
        {
            var sensor = i * 7919 % 10_000;
            var time = start.AddMilliseconds(i / 100.0);
            file.Write(FormattableString.Invariant($"{{\"sensor\":\"s-{sensor:D5}\",\"machine\":\"m-{sensor / 10:D4}\",\"timestamp\":\"{time:yyyy-MM-ddTHH:mm:ss.fff}Z\",\"value\":{random.NextDouble() * 100:F3}}}\n"));
        }
    }

    internal sealed class CountingStream : Stream
    {
        public ulong Checksum { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => 0;

        public override long Position { get; set; }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override long Seek(long offset, SeekOrigin origin) => 0;

        public override void SetLength(long value)
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            foreach (var octet in buffer)
                Checksum = (Checksum * 31) + octet;
        }
    }
}
