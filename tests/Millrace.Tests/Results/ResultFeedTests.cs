using Millrace.Graphs.Results;
using Millrace.TestKit;
using Millrace.Tests.Sinks;

namespace Millrace.Tests.Results;

public sealed class ResultFeedTests : IDisposable
{
    private readonly OutputLog log = new(new VirtualTime(), 2, "alerts", "results");

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task Follow_FromNow_GivesWhatComes()
    {
        log.Add("alerts", 0, Lines.Window(0));
        await using var feed = Follow(new ResultFilter(), null);
        var first = feed.MoveNextAsync();
        Assert.False(first.IsCompleted);
        log.Add("alerts", 0, Lines.Window(1));
        Assert.True(await first);
        Assert.Equal(("alerts", 0, 1L), (feed.Current.Record.Output, feed.Current.Record.Partition, feed.Current.Record.Offset));
        log.Add("results", 1, Lines.Window(2), Lines.Window(3));
        Assert.True(await feed.MoveNextAsync());
        Assert.Equal("alerts/0/2;alerts/1/0;results/0/0;results/1/1", feed.Current.Cursor);
        Assert.True(await feed.MoveNextAsync());
        Assert.Equal("alerts/0/2;alerts/1/0;results/0/0;results/1/2", feed.Current.Cursor);
    }

    /// <summary>A follower that is cut off after every single event and comes back with its cursor misses nothing and sees nothing twice, filtered records aside.</summary>
    [Fact]
    public async Task Follow_WithTheCursorOfTheLastEvent_GoesOnAfterIt()
    {
        Assert.True(ResultCursor.TryParse("alerts/0/0;alerts/1/0;results/0/0;results/1/0", out var cursor));
        for (var i = 0; i < 60; i++)
            log.Add(i % 3 == 0 ? "alerts" : "results", i % 2, Lines.Window(i));
        var seen = new HashSet<(string, int, long)>();
        for (var i = 0; i < 20; i++)
        {
            await using var feed = Follow(new ResultFilter(key: "s-1"), cursor);
            Assert.True(await feed.MoveNextAsync());
            Assert.True(seen.Add((feed.Current.Record.Output, feed.Current.Record.Partition, feed.Current.Record.Offset)));
            Assert.True(ResultCursor.TryParse(feed.Current.Cursor, out cursor));
        }

        log.Add("alerts", 0, Lines.Window(61));
        await using var last = Follow(new ResultFilter(key: "s-1"), cursor);
        Assert.True(await last.MoveNextAsync());
        Assert.Equal(log["alerts", 0].End - 1, last.Current.Record.Offset);
    }

    [Fact]
    public async Task Follow_CursorOfALogThatIsGone_GoesOnFromNow()
    {
        log.Add("alerts", 0, Lines.Window(0));
        Assert.True(ResultCursor.TryParse("alerts/0/77;unknown/5/5", out var cursor));
        await using var feed = Follow(new ResultFilter(), cursor);
        var first = feed.MoveNextAsync();
        log.Add("alerts", 0, Lines.Window(1));
        Assert.True(await first);
        Assert.Equal(1, feed.Current.Record.Offset);
    }

    [Fact]
    public async Task Follow_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        await using var feed = new ResultFeed(log.Topics).Follow(new ResultFilter(), null, stop.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = feed.MoveNextAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    private IAsyncEnumerator<ResultEvent> Follow(ResultFilter filter, ResultCursor? after) =>
        new ResultFeed(log.Topics).Follow(filter, after, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
}
