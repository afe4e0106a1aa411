using Millrace.Graphs.Log;
using Millrace.TestKit;

namespace Millrace.Tests.Log;

public sealed class LogAppenderTests
{
    private readonly VirtualTime clock = new();

    [Fact]
    public async Task Acknowledged_WhenTheMachineStops_IsNeverLost()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var files = new SimulatedFiles(seed);
            var random = new Random(seed);
            var log = EmbeddedLog.Open(files, new LogOptions { SegmentBytes = 4096 }, clock);
            var topic = log.Topic("t", 3);
            await using var appender = new LogAppender(topic, clock);
            var requests = new List<(int Partition, string Record, Task<long[]> Durable)>();
            var stopAt = random.Next(1, 40);
            for (var i = 0; i < 40; i++)
            {
                if (i == stopAt)
                    files.Crash();
                else if (random.Next(10) == 0)
                    files.FailingSyncs = 1;
                var partition = random.Next(3);
                var record = $"{i}-{new string('x', random.Next(300))}";
                Assert.True(appender.TryEnqueue([(partition, Records.Chunk(record))], out var durable));
                requests.Add((partition, record, durable));
                if (random.Next(4) == 0)
                    await Task.WhenAny(durable);
            }

            await Task.WhenAny(Task.WhenAll(requests.Select(request => request.Durable)));
            files.FailingSyncs = 0;
            using var again = EmbeddedLog.Open(files, new LogOptions { SegmentBytes = 4096 }, clock);
            var read = again.Topic("t").Partitions.Select(partition => Records.Read(partition)).ToList();
            foreach (var (partition, record, durable) in requests)
            {
                if (durable.IsCompletedSuccessfully)
                    Assert.True(read[partition].ElementAtOrDefault((int)(await durable)[0]) == record, $"seed {seed}: {record} was acknowledged and is not there");
                Assert.True(read[partition].Count(other => other == record) <= 1);
            }
        }
    }

    [Fact]
    public async Task FullQueue_RefusesUntilThereIsRoom()
    {
        using var log = EmbeddedLog.Open(new SimulatedFiles(), new LogOptions(), clock);
        var options = new LogAppenderOptions { QueueBytes = 1024, SyncInterval = TimeSpan.FromSeconds(1) };
        await using var appender = new LogAppender(log.Topic("t"), clock, options);
        Assert.True(appender.TryEnqueue([(0, Records.Chunk(new string('x', 5000)))], out var first));
        Assert.False(appender.TryEnqueue([(0, Records.Chunk("x"))], out _));
        Assert.Equal(5016, appender.Statistics.QueuedBytes);
        while (!first.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(0, Assert.Single(await first));
        Assert.True(appender.TryEnqueue([(0, Records.Chunk("x", "y"))], out var second));
        await appender.DisposeAsync();
        Assert.Equal(1, Assert.Single(await second));
        Assert.Equal((0, 2, 3), (appender.Statistics.QueuedBytes, appender.Statistics.Requests, appender.Statistics.Records));
        Assert.Throws<ObjectDisposedException>(() => appender.TryEnqueue([(0, Records.Chunk("x"))], out _));
    }

    [Fact]
    public async Task FullDisk_FailsTheRequest_AndLaterOnesGoOn()
    {
        var files = new SimulatedFiles();
        using var log = EmbeddedLog.Open(files, new LogOptions(), clock);
        await using var appender = new LogAppender(log.Topic("t", 2), clock);
        files.FreeBytes = 0;
        appender.TryEnqueue([(0, Records.Chunk("lost"))], out var full);
        await Assert.ThrowsAsync<LogWriteException>(() => full);
        files.FreeBytes = null;
        files.FailingSyncs = 1;
        appender.TryEnqueue([(1, Records.Chunk("lost"))], out var broken);
        await Assert.ThrowsAsync<LogWriteException>(() => broken);
        appender.TryEnqueue([(0, Records.Chunk("a")), (1, Records.Chunk("b", "c"))], out var durable);
        Assert.True((await durable) is [0, 0]);
        Assert.Equal(["a"], Records.Read(log.Topic("t").Partitions[0]));
        Assert.Equal(["b", "c"], Records.Read(log.Topic("t").Partitions[1]));
        Assert.Equal((1, 2), (appender.Statistics.Requests, appender.Statistics.Failed));
    }

    [Fact]
    public async Task ManyWriters_AreBroughtToDiskTogether()
    {
        var files = new SimulatedFiles();
        using var log = EmbeddedLog.Open(files, new LogOptions(), clock);
        await using var appender = new LogAppender(log.Topic("t"), clock);
        var offsets = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i =>
        {
            Assert.True(appender.TryEnqueue([(0, Records.Chunk($"{i}", $"{i}"))], out var durable));
            return durable;
        }));
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => 2L * i), offsets.Select(offset => offset[0]));
        Assert.True(appender.Statistics.Groups <= 2000);
        Assert.Equal(4000, Records.Read(log.Topic("t").Partitions[0]).Count);
    }
}
