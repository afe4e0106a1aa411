using Millrace.Graphs.Log;
using Millrace.TestKit;
using Millrace.Tests.Host;

namespace Millrace.Tests.Log;

public sealed class EmbeddedLogTests
{
    private readonly VirtualTime clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_000_000));

    [Fact]
    public void Folder_OpenAlready_IsRefusedWithItsHolder()
    {
        using var scratch = new ScratchFolder();
        using (var log = EmbeddedLog.Open(scratch.Path("log"), new LogOptions(), clock))
        {
            var error = Assert.Throws<LogLockedException>(() => EmbeddedLog.Open(scratch.Path("log"), new LogOptions(), clock));
            Assert.Equal($"process {Environment.ProcessId}, since 1970-01-01T00:16:40Z", error.Holder);
        }

        EmbeddedLog.Open(scratch.Path("log"), new LogOptions(), clock).Dispose();
    }

    [Fact]
    public void Folder_OnARealDisk_KeepsRecordsOverSegments()
    {
        using var scratch = new ScratchFolder();
        var options = new LogOptions { SegmentBytes = 4096, RetentionBytes = 8192 };
        using (var log = EmbeddedLog.Open(scratch.Path("a/log"), options, clock))
        {
            var partition = log.Topic("readings").Partitions[0];
            for (var i = 0; i < 100; i++)
                partition.Append(Records.Chunk($"key={i}", new string('x', 200)));
            partition.Sync();
            partition.Truncate(150);
            Assert.True(log.ApplyRetention() > 0);
            Assert.Equal(150 - partition.Start, Records.Read(partition).Count);
        }

        using var again = EmbeddedLog.Open(scratch.Path("a/log"), options, clock);
        Assert.Empty(again.Notices);
        Assert.Equal(150, again.Topic("readings").Partitions[0].End);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("ä")]
    public void Topic_WithABadName_IsRefused(string name)
    {
        using var log = EmbeddedLog.Open(new SimulatedFiles(), new LogOptions(), clock);
        Assert.Throws<LogTopicException>(() => log.Topic(name));
    }

    [Fact]
    public void Topic_WithAnotherNumberOfPartitions_IsRefused()
    {
        using var log = EmbeddedLog.Open(new SimulatedFiles(), new LogOptions(), clock);
        log.Topic("t", 4);
        var error = Assert.Throws<LogTopicException>(() => log.Topic("t", 8));
        Assert.Contains("it has 4 partitions on disk, not 8", error.Message, StringComparison.Ordinal);
        Assert.Throws<LogTopicException>(() => log.Topic("u", 0));
    }

    [Fact]
    public void Options_OutOfBounds_AreListed()
    {
        var options = new LogOptions { SegmentBytes = 1, IndexEveryBytes = 1, RetentionAge = TimeSpan.Zero, RetentionBytes = 0 };
        Assert.Equal(4, options.Errors().Count);
        Assert.Throws<ArgumentException>(() => EmbeddedLog.Open(new SimulatedFiles(), options, clock));
        Assert.Empty(new LogOptions().Errors());
    }
}
