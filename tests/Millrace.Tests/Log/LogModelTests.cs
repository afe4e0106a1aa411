using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;
using Millrace.TestKit;

namespace Millrace.Tests.Log;

/// <summary>The log against a list, with random operations, crashes and faults of the disk. A failing case says its seed: <c>Run(seed)</c> runs it again.</summary>
public sealed class LogModelTests
{
    private const int Cases = 600;
    private const int Steps = 60;
    private static readonly LogOptions Options = new() { SegmentBytes = 4096, IndexEveryBytes = 1024 };

    [Fact]
    public void Log_UnderRandomOperationsAndFaults_IsTheListThatItShouldBe()
    {
        var probes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 0; seed < Cases; seed++)
        {
            try
            {
                Run(seed, probes);
            }
            catch (Exception error) when (error is Xunit.Sdk.XunitException or SourceException or InvalidOperationException or IOException or ArgumentException)
            {
                throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
            }
        }

        // Every fault was hit, and every way out of it.
        Assert.Equal(["append", "append failed", "crash", "crash lost", "kill", "reopen", "retention", "sync", "sync failed", "truncate", "truncate failed"], probes.Keys);
    }

    private static void Run(int seed, SortedDictionary<string, int> probes)
    {
        var random = new Random(seed);
        var clock = new VirtualTime();
        var files = new SimulatedFiles(seed);
        var options = random.Next(3) == 0 ? Options with { RetentionBytes = 8192 } : Options;
        var log = EmbeddedLog.Open(files, options, clock);
        var partition = log.Topic("t").Partitions[0];
        partition.Visibility = LogVisibility.Written;
        var model = new List<string>();
        var ends = new SortedSet<long> { 0 };
        var durable = 0L;
        var closed = (Offset: 0L, Time: long.MinValue);
        var step = 0;
        for (; step < Steps; step++)
        {
            clock.Set(clock.GetUtcNow() + TimeSpan.FromMilliseconds(random.Next(-50, 200)));
            switch (random.Next(20))
            {
                case 0 or 1:
                    Hit(random.Next(2) == 0 ? "crash" : "kill", out var how);
                    if (how == "crash")
                        files.Crash();
                    else
                        files.Kill();
                    files.FreeBytes = null;
                    files.FailingSyncs = 0;
                    Reopen(how == "crash" ? durable : model.Count);
                    break;
                case 2:
                    Hit("reopen", out _);
                    files.FreeBytes = null;
                    files.FailingSyncs = 0;
                    log.Dispose();
                    Reopen(model.Count);
                    break;
                case 3 when ends.Count > 1:
                    Truncate(ends.ElementAt(random.Next(ends.Count)));
                    break;
                case 4:
                    files.FreeBytes = random.Next(2) == 0 ? null : random.Next(3000);
                    break;
                case 5:
                    files.FailingSyncs = random.Next(2);
                    break;
                case 6 when options.RetentionBytes != null:
                    try
                    {
                        if (log.ApplyRetention() > 0)
                            Hit("retention", out _);
                    }
                    catch (LogWriteException)
                    {
                    }

                    ends.RemoveWhere(end => end < partition.Start);
                    ends.Add(partition.Start);
                    break;
                case 7:
                    var end = partition.CloseTime();
                    Assert.Equal(model.Count, end.Offset);
                    Assert.True(end.Time >= closed.Time);
                    closed = (end.Offset, end.Time);
                    break;
                case < 12:
                    Sync();
                    break;
                default:
                    Append();
                    break;
            }

            Assert.Equal(model.Count, partition.End);
            Assert.True(partition.Durable >= durable && partition.Durable <= model.Count);
            durable = partition.Durable;
            Check(random.Next((int)partition.Start, model.Count + 1));
        }

        files.Kill();

        void Hit(string probe, out string name)
        {
            name = probe;
            probes[probe] = probes.GetValueOrDefault(probe) + 1;
        }

        void Append()
        {
            var records = Enumerable.Range(0, random.Next(1, 5)).Select(i => Record(model.Count + i)).ToList();
            try
            {
                Assert.Equal(model.Count, partition.Append(Records.Chunk(records)));
                model.AddRange(records);
                ends.Add(model.Count);
                Hit("append", out _);
            }
            catch (LogWriteException)
            {
                Hit("append failed", out _);
            }
        }

        string Record(int number) => (random.Next(2) == 0 ? $"k{number}=" : "") + $"{step}-{new string((char)('a' + number % 26), random.Next(10) == 0 ? random.Next(3000) : random.Next(100))}";

        void Sync()
        {
            try
            {
                partition.Sync();
                Assert.Equal(model.Count, partition.Durable);
                Hit("sync", out _);
            }
            catch (LogWriteException)
            {
                Hit("sync failed", out _);
            }
        }

        void Truncate(long to)
        {
            durable = Math.Min(durable, to);
            try
            {
                partition.Truncate(to);
                Assert.Equal(to, partition.End);
                Assert.Equal(to, partition.Durable);
                Hit("truncate", out _);
            }
            catch (LogWriteException)
            {
                // Until it succeeds a crash may bring back what was cut off: so it is called until it does.
                Assert.InRange(partition.End, to, model.Count);
                Hit("truncate failed", out _);
                (files.FreeBytes, files.FailingSyncs) = (null, 0);
                partition.Truncate(to);
                Assert.Equal((to, to), (partition.End, partition.Durable));
            }

            Cut((int)partition.End);
        }

        void Cut(int to)
        {
            model.RemoveRange(to, model.Count - to);
            ends.RemoveWhere(end => end > to);
            ends.Add(to);
        }

        void Reopen(long least)
        {
            log = EmbeddedLog.Open(files, options, clock);
            partition = log.Topic("t").Partitions[0];
            partition.Visibility = LogVisibility.Written;
            Assert.InRange(partition.End, least, model.Count);
            Assert.Equal(partition.End, partition.Durable);
            if (partition.End < model.Count)
                Hit("crash lost", out _);

            // A crash may leave the beginning of what was appended together.
            ends.RemoveWhere(end => end < partition.Start);
            ends.Add(partition.Start);
            Cut((int)partition.End);
            closed = (0, long.MinValue);
        }

        void Check(int from)
        {
            Assert.Equal(model.Skip(from), Records.Read(partition, from, random.Next(1, 5000)));
            if (model.Count > closed.Offset)
                Assert.True(FirstArrival(closed.Offset) >= closed.Time);
        }

        long FirstArrival(long offset)
        {
            if (offset < partition.Start)
                return long.MaxValue;
            using var reader = partition.OpenReader(offset);
            var chunk = new RecordChunk();
            return reader.TryRead(chunk, 1) ? chunk.Arrivals[0] : long.MaxValue;
        }
    }
}
