using Millrace.TestKit;

namespace Millrace.Tests.TestKit;

public sealed class VirtualTimeTests
{
    private readonly VirtualTime time = new();
    private readonly List<string> fired = [];

    [Fact]
    public void Advance_FiresWhatIsDue_InItsOrder()
    {
        using var late = Timer("late", 3);
        using var early = Timer("early", 1);
        using var never = Timer("never", 9);
        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Empty(fired);
        time.Advance(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["early", "late"], fired);
        Assert.Equal(6.9, (time.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds);
        Assert.Equal(6.9, time.GetElapsedTime(0).TotalSeconds);
    }

    [Fact]
    public void Timer_WithAPeriod_FiresAgain_UntilItIsDisposed()
    {
        using (time.CreateTimer(_ => fired.Add("tick"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)))
        {
            for (var i = 0; i < 6; i++)
                time.Advance(TimeSpan.FromSeconds(1));
        }

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(3, fired.Count);
    }

    [Fact]
    public void Set_MovesTheWallClockAlone()
    {
        using var timer = Timer("timer", 5);
        time.Set(time.GetUtcNow() + TimeSpan.FromDays(1));
        Assert.Empty(fired);
        Assert.Equal(0, time.GetTimestamp());
        time.Set(DateTimeOffset.UnixEpoch);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["timer"], fired);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(5), time.GetUtcNow());
    }

    [Fact]
    public async Task Eager_WhoWaits_GoesOnAtOnce()
    {
        time.IsEager = true;
        await Task.Delay(TimeSpan.FromHours(1), time, TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromHours(1), time.GetElapsedTime(0));
    }

    private ITimer Timer(string name, double seconds) => time.CreateTimer(_ => fired.Add(name), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
}
