using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;
using Millrace.TestKit;

namespace Millrace.Tests.Log;

public sealed class LogPartitionTests
{
    private static readonly LogOptions Small = new() { SegmentBytes = 4096, IndexEveryBytes = 1024 };

    private readonly SimulatedFiles files = new(1);
    private readonly VirtualTime clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_000_000));

    [Fact]
    public void Reopened_AfterAppends_HasTheSameRecordsWithTheSameTimes()
    {
        using (var log = EmbeddedLog.Open(files, Small, clock))
        {
            for (var i = 0; i < 200; i++)
            {
                clock.Advance(TimeSpan.FromMilliseconds(10));
                Assert.Equal(2 * i, log.Topic("t", 3).Partitions[2].Append(Records.Chunk($"k{i}={new string('v', i)}", $"{i}")));
            }
        }

        using var again = EmbeddedLog.Open(files, Small, clock);
        Assert.Equal(["t"], again.Topics);
        Assert.Equal(3, again.Topic("t").Partitions.Length);
        Assert.Empty(again.Notices);
        var partition = again.Topic("t").Partitions[2];
        Assert.True(files.Paths.Count(path => path.StartsWith("t/2/", StringComparison.Ordinal)) > 3);
        Assert.Equal(Enumerable.Range(0, 200).SelectMany(i => new[] { $"k{i}={new string('v', i)}", $"{i}" }), Records.Read(partition));
        Assert.Equal(0, again.Topic("t").Partitions[0].End);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(2 * i, partition.OffsetAt(1_000_000 + 10 * (i + 1)));
            Assert.Equal(2 * i, partition.OffsetAt(1_000_000 + 10 * (i + 1) - 9));
        }

        Assert.Equal(400, partition.OffsetAt(long.MaxValue));
    }

    [Fact]
    public void TornTail_AtEachByteOfTheLastBatch_IsCutOffWithANotice()
    {
        var (path, whole, last) = TwoBatches();
        for (var length = last + 1; length < whole.Length; length++)
        {
            files.WriteAll(path, whole.AsSpan(0, length));
            using var log = EmbeddedLog.Open(files, Small, clock);
            Assert.Equal([$"t/0: cut off {length - last:N0} bytes of a batch that was not written whole at offset 2 (segment {path}, byte {last})"], log.Notices);
            Assert.Equal(["a=1", "b=2"], Records.Read(log.Topic("t").Partitions[0]));
            files.Kill();
        }
    }

    [Fact]
    public void Corruption_OfAnyByte_IsNeverReadAsData()
    {
        var (path, whole, last) = TwoBatches();
        for (var at = 0; at < whole.Length; at++)
        {
            var bytes = whole.ToArray();
            bytes[at] ^= (byte)(1 << at % 8);
            files.WriteAll(path, bytes);
            using var log = EmbeddedLog.Open(files, Small, clock);
            var partition = log.Topic("t").Partitions[0];
            if (at < last)
            {
                // The batch after it says that this one was on disk: so it stays, and reading it fails.
                var error = Assert.Throws<SourceException>(() => Records.Read(partition, 0));
                Assert.Equal(0, error.Offset);
                Assert.Contains($"{path} in simulated is damaged at byte 0; offsets 0 to 1 cannot be read", error.Message, StringComparison.Ordinal);
                Assert.Contains("go on from offset 2", error.Message, StringComparison.Ordinal);
                Assert.Equal(["c=3", "d=4"], Records.Read(partition, 2));
                Assert.Equal(4, partition.End);
            }
            else
            {
                Assert.Equal(["a=1", "b=2"], Records.Read(partition));
            }

            files.Kill();
        }
    }

    [Fact]
    public void ClosedLog_WithDamageAnywhere_CutsNothingOff()
    {
        using (var log = EmbeddedLog.Open(files, Small, clock))
        {
            var partition = log.Topic("t").Partitions[0];
            partition.Append(Records.Chunk("1"));
            partition.Append(Records.Chunk("2"));
        }

        var path = files.Paths.Single(path => path.EndsWith(".log", StringComparison.Ordinal));
        var bytes = files.ReadAll(path);
        bytes[BytesOf("1") + 40] ^= 1;
        files.WriteAll(path, bytes);
        using var again = EmbeddedLog.Open(files, Small, clock);
        Assert.Equal(2, again.Topic("t").Partitions[0].End);
        Assert.Throws<SourceException>(() => Records.Read(again.Topic("t").Partitions[0]));
    }

    [Theory]
    [InlineData(LogVisibility.Written, 3, 3, 3)]
    [InlineData(LogVisibility.Durable, 0, 3, 3)]
    [InlineData(LogVisibility.Committed, 0, 0, 2)]
    public void Reader_SeesWhatTheVisibilityShows(LogVisibility visibility, int appended, int synced, int committed)
    {
        using var log = EmbeddedLog.Open(files, Small, clock);
        var partition = log.Topic("t").Partitions[0];
        partition.Visibility = visibility;
        partition.Append(Records.Chunk("1", "2", "3"));
        Assert.Equal(appended, Records.Read(partition).Count);
        partition.Sync();
        Assert.Equal(synced, Records.Read(partition).Count);
        partition.Commit(2);
        Assert.Equal(committed, Records.Read(partition).Count);
        using var reader = partition.OpenReader(committed - 1);
        var chunk = new RecordChunk();
        Assert.True(reader.TryRead(chunk, 10));
        Assert.Equal([$"{committed}"], Records.Of(chunk));
        partition.Commit(3);
        Assert.Equal(["1", "2", "3"], Records.Read(partition));
    }

    [Fact]
    public void Retention_ByBytes_KeepsWhatIsHeldAndSaysWhatIsGone()
    {
        using var log = EmbeddedLog.Open(files, Small with { RetentionBytes = 4096 }, clock);
        var partition = log.Topic("t").Partitions[0];
        for (var i = 0; i < 20; i++)
            partition.Append(Records.Chunk(new string('x', 1000)));
        partition.Sync();
        using var behind = partition.OpenReader(0);
        partition.Hold("sink", 7);
        var before = partition.BytesBetween(0, 20);
        var freed = log.ApplyRetention();
        Assert.InRange(partition.Start, 1, 7);
        Assert.Equal(before - freed, partition.BytesBetween(0, 20));
        partition.Release("sink");
        log.ApplyRetention();
        Assert.InRange(partition.Start, 13, 16);
        Assert.InRange(partition.BytesBetween(partition.Start, 20), 4096, 8192);
        var error = Assert.Throws<SourceException>(() => behind.TryRead(new RecordChunk(), 100));
        Assert.Contains($"begins at offset {partition.Start}", error.Message, StringComparison.Ordinal);
        Assert.Equal(20 - partition.Start, Records.Read(partition).Count);
    }

    [Fact]
    public void Retention_ByAge_EmptiesAQuietPartitionAndKeepsItsOffsets()
    {
        using var log = EmbeddedLog.Open(files, Small with { RetentionAge = TimeSpan.FromMinutes(1) }, clock);
        var partition = log.Topic("t").Partitions[0];
        partition.Append(Records.Chunk("old"));
        partition.Sync();
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, log.ApplyRetention());
        partition.Append(Records.Chunk("new"));
        partition.Sync();
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, log.ApplyRetention());
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(log.ApplyRetention() > 0);
        Assert.Equal((2, 2), (partition.Start, partition.End));
        Assert.Equal(2, partition.Append(Records.Chunk("again")));
        partition.Sync();
        Assert.Equal(["again"], Records.Read(partition));
    }

    [Fact]
    public void CloseTime_WhileTheClockGoesBack_HoldsForLaterAppends()
    {
        using var log = EmbeddedLog.Open(files, Small, clock);
        var partition = log.Topic("t").Partitions[0];
        Assert.Equal(new SourceEnd(0, 1_000_000), partition.CloseTime());
        clock.Set(clock.GetUtcNow() - TimeSpan.FromMilliseconds(500));
        partition.Append(Records.Chunk("1"));
        Assert.Equal(new SourceEnd(0, 1_000_000), partition.CloseTime());
        clock.Advance(TimeSpan.FromMilliseconds(700));
        partition.Append(Records.Chunk("2"));

        // Not synced: readers end at 0, and the record there arrived long ago.
        Assert.Equal(new SourceEnd(0, 1_000_000), partition.CloseTime());
        partition.Sync();
        Assert.Equal(new SourceEnd(2, 1_000_200), partition.CloseTime());
        partition.KeepTime(2_000_000);
        Assert.Equal(new SourceEnd(2, 2_000_000), partition.CloseTime());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void KeepTime_AfterACrashInWhichTheClockWentBack_StillHolds(bool powerLost)
    {
        var log = EmbeddedLog.Open(files, Small, clock);
        var partition = log.Topic("t").Partitions[0];
        partition.Append(Records.Chunk("1"));
        partition.KeepTime(partition.CloseTime().Time + 5_000);
        partition.Sync();
        if (powerLost)
            files.Crash();
        else
            files.Kill();
        clock.Set(clock.GetUtcNow() - TimeSpan.FromSeconds(100));

        using var again = EmbeddedLog.Open(files, Small, clock);
        Assert.Equal(new SourceEnd(1, 1_005_000), again.Topic("t").Partitions[0].CloseTime());
    }

    [Fact]
    public async Task WaitAsync_WhenTheRecordCanBeRead_Completes()
    {
        using var log = EmbeddedLog.Open(files, Small, clock);
        var partition = log.Topic("t").Partitions[0];
        var second = partition.WaitAsync(1, TestContext.Current.CancellationToken);
        partition.Append(Records.Chunk("1"));
        partition.Sync();
        await partition.WaitAsync(0, TestContext.Current.CancellationToken);
        partition.Append(Records.Chunk("2"));
        Assert.False(second.IsCompleted);
        partition.Sync();
        await second;
        using var cancel = new CancellationTokenSource();
        var third = partition.WaitAsync(2, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        var closed = partition.WaitAsync(2, TestContext.Current.CancellationToken);
        log.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed);
    }

    [Fact]
    public void FullDisk_LeavesThePartitionAsItWas_AndItGoesOnWhenThereIsRoom()
    {
        using var log = EmbeddedLog.Open(files, Small, clock);
        var partition = log.Topic("t").Partitions[0];
        partition.Append(Records.Chunk("1"));
        for (var room = 0; room < BytesOf("2"); room++)
        {
            files.FreeBytes = room;
            var error = Assert.Throws<LogWriteException>(() => partition.Append(Records.Chunk("2")));
            Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
            Assert.Equal(1, partition.End);
        }

        files.FreeBytes = null;
        Assert.Equal(1, partition.Append(Records.Chunk("2")));
        partition.Sync();
        Assert.Equal(["1", "2"], Records.Read(partition));
    }

    [Fact]
    public void FailedSync_IsNotTakenForDone_UntilTheBytesAreWrittenAgain()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var broken = new SimulatedFiles(seed);
            var log = EmbeddedLog.Open(broken, Small, clock);
            var partition = log.Topic("t").Partitions[0];
            partition.Append(Records.Chunk(new string('x', 2000)));
            broken.FailingSyncs = 1;
            Assert.Throws<LogWriteException>(partition.Sync);
            Assert.Equal(0, partition.Durable);
            partition.Sync();
            Assert.Equal(1, partition.Durable);
            broken.Crash();
            using var again = EmbeddedLog.Open(broken, Small, clock);
            Assert.Single(Records.Read(again.Topic("t").Partitions[0]));
        }
    }

    [Fact]
    public void Truncate_InTheMiddleOfAnAppend_IsRefused()
    {
        using var log = EmbeddedLog.Open(files, Small, clock);
        var partition = log.Topic("t").Partitions[0];
        partition.Append(Records.Chunk("1", "2"));
        Assert.Throws<ArgumentException>(() => partition.Truncate(1));
        Assert.Equal(2, partition.End);
        partition.Truncate(0);
        Assert.Equal(0, partition.Append(Records.Chunk("3")));
        partition.Sync();
        Assert.Equal(["3"], Records.Read(partition));
    }

    [Fact]
    public void LargeRecords_AmongSmallOnes_ComeThrough()
    {
        using var log = EmbeddedLog.Open(files, Small, clock);
        var partition = log.Topic("t").Partitions[0];
        var records = new[] { "1", new string('x', 3 << 20), "2", new string('y', 1 << 20), "3" };
        partition.Append(Records.Chunk(records));
        partition.Append(Records.Chunk(Enumerable.Range(0, 50_000).Select(i => $"record {i} of many")));
        partition.Sync();
        Assert.Equal(records.Concat(Enumerable.Range(0, 50_000).Select(i => $"record {i} of many")), Records.Read(partition, 0, 100_000));
    }

    private static int BytesOf(string value) => 40 + 2 + value.Length;

    /// <summary>A log that was killed after two appends, each brought to disk: its segment, the segment's bytes, and where the last batch begins.</summary>
    private (string Path, byte[] Bytes, int Last) TwoBatches()
    {
        var log = EmbeddedLog.Open(files, Small, clock);
        var partition = log.Topic("t").Partitions[0];
        partition.Append(Records.Chunk("a=1", "b=2"));
        partition.Sync();
        var path = files.Paths.Single(path => path.EndsWith(".log", StringComparison.Ordinal));
        var last = files.ReadAll(path).Length;
        partition.Append(Records.Chunk("c=3", "d=4"));
        partition.Sync();
        files.Kill();
        return (path, files.ReadAll(path), last);
    }
}
