using Millrace.Actors.Aggregates;
using Millrace.Actors.Kernel;
using Millrace.Actors.Windows;
using Millrace.Messages;
using Millrace.TestKit;

namespace Millrace.Tests.Kernel;

public sealed class ClockTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Bounded_FiresAWindow_WhenTheHighestTimeIsMaxOutOfOrdernessPastItsEnd()
    {
        var driver = Counting(new WatermarkStrategy { MaxOutOfOrderness = TimeSpan.FromMilliseconds(5) });
        driver.Send("a", 9).Send("a", 14);
        Assert.Empty(driver.Outputs);
        driver.Send("b", 15);
        Assert.Equal(["window count a [0,10) 1"], Lines(driver));
    }

    [Fact]
    public void Punctuated_MovesOnlyOnControlRecords()
    {
        var driver = Counting(new WatermarkStrategy { Kind = WatermarkKind.Punctuated });
        driver.Send("a", 9).Send("a", 100);
        Assert.Empty(driver.Outputs);
        driver.Watermark(9).Watermark(5);
        Assert.Equal(["window count a [0,10) 1"], Lines(driver));
    }

    [Fact]
    public void PerKey_ASensorThatWasOffline_IsNotLate()
    {
        var driver = Counting(new WatermarkStrategy { PerKey = true });
        driver.Send("a", 1_000).Send("b", 3).Send("b", 12).Send("b", 1_001).Finish();
        Assert.Equal(
            ["window count b [0,10) 1", "window count b [10,20) 1", "window count a [1000,1010) 1", "window count b [1000,1010) 1"], Lines(driver));
    }

    [Fact]
    public void PerKey_AControlRecordWithAKey_MovesThatClockAlone()
    {
        var driver = Counting(new WatermarkStrategy { PerKey = true });
        driver.Send("a", 3).Send("b", 3).Watermark(9, "b");
        Assert.Equal(["window count b [0,10) 1"], Lines(driver));
        driver.Watermark(9);
        Assert.Equal("window count a [0,10) 1", Lines(driver)[^1]);
    }

    [Fact]
    public void Timers_OfOneTime_FireInTheOrderOfTheKeysFirstAppearance()
    {
        var driver = Counting(new WatermarkStrategy());
        driver.Send("b", 50).Send("a", 51).Send("c", 52).Send("a", 60).Send("b", 61).Send("c", 69).Send("c", 80);
        Assert.Equal(["b", "a", "c", "b", "a", "c"], driver.Outputs.Select(output => output.Key));
    }

    [Fact]
    public void IdleTimeout_ASilentPartition_ClosesWhatIsOpenOnce()
    {
        var driver = Counting(new WatermarkStrategy { IdleTimeout = TimeSpan.FromMinutes(1) });
        var now = DateTimeOffset.UnixEpoch.AddHours(1);
        driver.Tick(now).Send("a", 3).Send("a", 13).Tick(now.AddSeconds(59));
        Assert.Single(driver.Outputs);
        driver.Tick(now.AddSeconds(61)).Tick(now.AddSeconds(200));
        Assert.Equal(["window count a [0,10) 1", "window count a [10,20) 1"], Lines(driver));
        driver.Send("a", 25).Finish();
        Assert.Equal("window count a [20,30) 1", Lines(driver)[^1]);
    }

    [Fact]
    public void IdleTimeout_PerKey_ASilentSensorsWindowsFireThoughOthersGoOn()
    {
        var driver = Counting(new WatermarkStrategy { IdleTimeout = TimeSpan.FromMinutes(1), PerKey = true });
        var now = DateTimeOffset.UnixEpoch.AddHours(1);
        driver.Tick(now).Send("a", 3).Send("b", 3).Tick(now.AddSeconds(50)).Send("b", 4).Tick(now.AddSeconds(70));
        Assert.Equal(["window count a [0,10) 1"], Lines(driver));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IdleTimeout_ASilenceNoticedByTheNextRecordOrByATick_HasTheSameEffect(bool ticks)
    {
        var driver = Counting(new WatermarkStrategy { IdleTimeout = TimeSpan.FromMinutes(1) });
        var now = DateTimeOffset.UnixEpoch.AddHours(1);
        driver.ArrivesAt(now).Send("a", 3).Send("b", 25);
        if (ticks)
            driver.Tick(now.AddSeconds(60)).Tick(now.AddSeconds(300));
        driver.ArrivesAt(now.AddSeconds(400)).Send("a", 24).Send("b", 29).Send("c", 26);

        // The silence closed b's window alone: for b's clock 29 is late, for c 26 is not.
        Assert.Equal(["window count a [0,10) 1", "window count b [20,30) 1", "late count b [29,29)"], Lines(driver));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IdleTimeout_AWindowWithADevelopersAggregate_ClosesAllThatIsOpen(bool perKey)
    {
        var functions = AggregateFunctions.BuiltIn.With<Tally>("tally", AggregateArguments.None);
        var driver = new ShardDriver(
            [],
            driver => [WindowActors.Create(new WindowDefinition("w", new SlidingWindow(Ten * 3, Ten), [new AggregateDefinition("n", "tally")]), driver.Key, functions)],
            new WatermarkStrategy { IdleTimeout = TimeSpan.FromMinutes(1), PerKey = perKey });
        var now = DateTimeOffset.UnixEpoch.AddHours(1);
        driver.Tick(now).Send("a", 3).Tick(now.AddSeconds(61));
        Assert.Equal(["window w a [-20,10) 1", "window w a [-10,20) 1", "window w a [0,30) 1"], Lines(driver));
    }

    [Fact]
    public void EndOfInput_FiresEverything_AtTheEdgesOfTime()
    {
        var driver = Counting(new WatermarkStrategy());
        driver.Send("a", EventTime.Earliest.Milliseconds).Send("a", EventTime.Latest.Milliseconds).Finish();
        Assert.Equal(2, driver.Outputs.Count);
        Assert.All(driver.Outputs, output => Assert.Equal(10, output.End - output.Start));
    }

    private static ShardDriver Counting(WatermarkStrategy strategy) => new(
        [], driver => [WindowActors.Create(new WindowDefinition("count", new TumblingWindow(Ten), [new AggregateDefinition("n", "count")]), driver.Key)], strategy);

    private static List<string> Lines(ShardDriver driver) => [.. driver.Outputs.Select(output => output.ToString())];

    private struct Tally : IAccumulator<Tally>
    {
        private long count;

        public static Tally Empty => default;

        public static void Add(ref Tally state, double value, long time) => state.count++;

        public static void Merge(ref Tally state, in Tally other) => state.count += other.count;

        public static double Result(in Tally state, in WindowSpan window, double parameter) => state.count;

        public static void Snapshot(in Tally state, StateWriter writer) => writer.Integer(state.count);

        public static Tally Restore(ref StateReader reader) => new() { count = reader.Integer() };
    }
}
