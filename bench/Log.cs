using System.Diagnostics;
using System.Globalization;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Bench;

/// <summary>The embedded log against a plain write and fsync of the same bytes, turn by turn on the same disk; and how fast it is read, against a plain read of the file.</summary>
public static class Log
{
    private const int RecordBytes = 100;

    public static void Run(string folder)
    {
        Append(folder, 1_000, 200);
        Append(folder, 10_000, 60);
        Read(folder, 256 << 20);
    }

    private static void Append(string folder, int records, int batches)
    {
        var chunk = Chunk(records);
        var root = Path.Combine(folder, "log-bench");
        Remove(root);
        using (var log = EmbeddedLog.Open(root, new LogOptions(), TimeProvider.System))
        {
            var partition = log.Topic("bench").Partitions[0];
            partition.Append(chunk);
            partition.Sync();
            var bytes = new byte[new FileInfo(Directory.GetFiles(Path.Combine(root, "bench", "0"))[0]).Length];
            new Random(1).NextBytes(bytes);
            using var plain = File.OpenHandle(Path.Combine(root, "plain"), FileMode.CreateNew, FileAccess.ReadWrite);
            var written = 0L;
            var ratios = new List<(double Ratio, double Log, double Plain)>();
            for (var round = 0; round < 5; round++)
            {
                var theirs = Time(batches, () =>
                {
                    RandomAccess.Write(plain, bytes, written);
                    written += bytes.Length;
                    RandomAccess.FlushToDisk(plain);
                });
                var ours = Time(batches, () =>
                {
                    partition.Append(chunk);
                    partition.Sync();
                });
                ratios.Add((ours / theirs, ours, theirs));
            }

            var (ratio, own, other) = ratios.OrderBy(pair => pair.Ratio).ElementAt(ratios.Count / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"append + sync of {bytes.Length / 1000.0,7:F0} KB   {ratio,5:F2} x the time of a plain write + fsync   {own * 1e3,7:F2} ms vs {other * 1e3,7:F2} ms   {records / own / 1e6,6:F2} M records/s   [{ratios.Min(pair => pair.Ratio):F2} to {ratios.Max(pair => pair.Ratio):F2}]  {partition.End}"));
        }

        Remove(root);
    }

    private static void Read(string folder, long total)
    {
        var root = Path.Combine(folder, "log-bench");
        Remove(root);
        using (var log = EmbeddedLog.Open(root, new LogOptions(), TimeProvider.System))
        {
            var partition = log.Topic("bench").Partitions[0];
            var chunk = Chunk(10_000);
            while (partition.BytesBetween(0, partition.End) < total)
                partition.Append(chunk);
            partition.Sync();
            var bytes = partition.BytesBetween(0, partition.End);
            var pairs = new List<(double Ours, double Theirs)>();
            var sum = 0L;
            for (var round = 0; round < 5; round++)
            {
                var theirs = Time(1, () => sum += Plain(Path.Combine(root, "bench", "0")));
                var ours = Time(1, () =>
                {
                    using var reader = partition.OpenReader(0);
                    while (reader.TryRead(chunk, 1 << 20))
                        sum += chunk.Count + chunk.Bytes;
                });
                pairs.Add((ours, theirs));
            }

            var (own, other) = pairs.OrderBy(pair => pair.Ours / pair.Theirs).ElementAt(pairs.Count / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"read from memory         {own / other,5:F2} x the time of a plain read   {bytes / own / 1e9,5:F2} GB/s vs {bytes / other / 1e9,5:F2} GB/s   {partition.End / own / 1e6,6:F1} M records/s  {sum}"));
        }

        var open = Time(1, () => EmbeddedLog.Open(root, new LogOptions(), TimeProvider.System).Dispose());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"open after an orderly end {open * 1e3:F1} ms"));
        Remove(root);
    }

    private static long Plain(string folder)
    {
        var buffer = new byte[1 << 20];
        var sum = 0L;
        foreach (var path in Directory.GetFiles(folder))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            for (var read = 0L; RandomAccess.Read(file, buffer, read) is > 0 and var count; read += count)
                sum += count;
        }

        return sum;
    }

    private static RecordChunk Chunk(int records)
    {
        var random = new Random(7);
        var chunk = new RecordChunk();
        var value = new byte[RecordBytes - 10];
        for (var i = 0; i < records; i++)
        {
            random.NextBytes(value);
            chunk.Add(value, "sensor-17"u8);
        }

        return chunk;
    }

    private static double Time(int times, Action action)
    {
        action();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
            action();
        return watch.Elapsed.TotalSeconds / times;
    }

    private static void Remove(string root)
    {
        if (Directory.Exists(root))
            Directory.Delete(root, recursive: true);
    }
}
