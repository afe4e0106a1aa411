using Millrace.Actors.Kernel;
using Millrace.Actors.Windows;
using Millrace.Messages;
using Millrace.TestKit;
using Millrace.Tests.Patterns;

namespace Millrace.Tests.Documentation;

/// <summary>The pictures of <c>docs/semantics.md</c>: what they show is what the engine does.</summary>
public sealed class SemanticsExamplesTests
{
    [Fact]
    public void Watermark_Bounded_MovesAsInThePicture()
    {
        var driver = Windows(new TumblingWindow(Span(10)), maxOutOfOrderness: 2);
        var watermarks = new List<long>();
        foreach (var time in new long[] { 1, 4, 3, 9 })
        {
            driver.Send("s", time);
            watermarks.Add(driver.Shard.Watermark.Milliseconds);
        }

        Assert.Equal([-2, 1, 1, 6], watermarks);
    }

    [Fact]
    public void AllowedLateness_FiresAgainAndEndsAsInThePicture() => Check(
        Windows(new TumblingWindow(Span(10)), lateness: 5),
        [3, 8, 10, 4, 14, 6, 15, 7],
        "window w s [0,10) 2",
        "window w s [0,10) r1 3",
        "window w s [0,10) r2 4",
        "late w s [7,14)");

    [Fact]
    public void Sliding_AReadingIsInTheFirstTwo() => Check(
        Windows(new SlidingWindow(Span(10), Span(5))), [3, 100], "window w s [-5,5) 1", "window w s [0,10) 1");

    [Fact]
    public void Sliding_WithARest_HasTheRightWindows() => Check(
        Windows(new SlidingWindow(Span(10), Span(3))), [3, 100], "window w s [-6,4) 1", "window w s [-3,7) 1", "window w s [0,10) 1", "window w s [3,13) 1");

    [Fact]
    public void Cumulate_LaterSpansHoldWhatCameBefore() => Check(
        Windows(new CumulateWindow(Span(15), Span(5))), [3, 12, 100], "window w s [0,5) 1", "window w s [0,10) 1", "window w s [0,15) 2");

    [Fact]
    public void Session_ExactlyTheGap_IsOne() => Check(
        Windows(new SessionWindow(Span(5)), maxOutOfOrderness: 10), [0, 10, 5, 100], "window w s [0,15) 3");

    [Fact]
    public void Session_MaxDuration_OpensTheNext() => Check(
        Windows(new SessionWindow(Span(5), Span(12))), [0, 4, 8, 12, 100], "window w s [0,12) 3", "window w s [12,17) 1");

    [Fact]
    public void Lookback_HoldsWhatIsLessThanItsLengthAgo() => Check(
        Windows(new LookbackWindow(Span(10))), [0, 4, 12, 13], "window w s [-9,1) 1", "window w s [-5,5) 2", "window w s [3,13) 2");

    [Fact]
    public void Early_NothingNew_GivesNothing() => Check(
        Windows(new TumblingWindow(Span(30)), early: 10),
        [5, 11, 21, 31],
        "window w s [0,30) early 2",
        "window w s [0,30) early 3",
        "window w s [0,30) 3");

    [Fact]
    public void Early_MomentWithoutReadings_IsPassedOver()
    {
        var driver = Windows(new TumblingWindow(Span(30)), early: 10);
        driver.Send("s", 5).Watermark(9).Watermark(19).Watermark(29);
        Assert.Equal(["window w s [0,30) early 1", "window w s [0,30) 1"], driver.Outputs.Select(output => output.ToString()));
    }

    [Theory]
    [InlineData("a .b", "a1 x b1 b2", "")]
    [InlineData("a b", "a1 x b1 b2", "a1 b1")]
    [InlineData("a ~b", "a1 x b1 b2", "a1 b1, a1 b2")]
    [InlineData("a b", "a1 a2 b1", "a1 b1, a2 b1")]
    [InlineData("a{2} b", "a1 x a2 a3 b1", "a1 a2 b1, a2 a3 b1")]
    [InlineData("a{2}s b", "a1 x a2 a3 b1", "a2 a3 b1")]
    [InlineData("a{2}c b", "a1 x a2 a3 b1", "a1 a2 b1, a1 a3 b1, a2 a3 b1")]
    [InlineData("c a+ d", "c a1 a2 d", "c a1 a2 d, c a1 d")]
    [InlineData("c a+g d", "c a1 a2 d", "c a1 a2 d")]
    [InlineData("c a+u:x d", "c a1 x a2 d", "c a1 d")]
    [InlineData("c a+u:x d", "c x a1 a2 d", "c a1 a2 d, c a1 d")]
    [InlineData("a !b c", "a bc", "")]
    [InlineData("a !b c?", "a b c", "a")]
    [InlineData("a !b c?", "a c b", "a, a c")]
    [InlineData("a+ !b c", "a1 b a2 c1", "a2 c1")]
    [InlineData("a{3}s", "a1 a2 a3 a4 a5 a6", "a1 a2 a3, a2 a3 a4, a3 a4 a5, a4 a5 a6")]
    [InlineData("a .!b", "a x", "a")]
    [InlineData("a .!b", "a |", "")]
    public void Pattern_Example_MatchesAsSaid(string pattern, string events, string expected) =>
        Assert.Equal(expected, string.Join(", ", Letters.Run(pattern, events)));

    [Theory]
    [InlineData("a@0 b@9", "a b")]
    [InlineData("a@0 b@10", "10: a")]
    [InlineData("a@0 x@300", "10: a")]
    public void Within_RightEnd_IsExcluded(string events, string expected) =>
        Assert.Equal(expected, string.Join(", ", Letters.Run("a b", events, within: 10, timeouts: true)));

    private static TimeSpan Span(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static ShardDriver Windows(WindowShape shape, int maxOutOfOrderness = 0, int lateness = 0, int? early = null) => new(
        [],
        driver =>
        [
            WindowActors.Create(
                new WindowDefinition("w", shape, [new AggregateDefinition("n", "count")])
                {
                    AllowedLateness = Span(lateness),
                    Early = early is { } every ? new EarlyResults(Span(every)) : null,
                },
                driver.Key),
        ],
        new WatermarkStrategy { MaxOutOfOrderness = Span(maxOutOfOrderness) });

    private static void Check(ShardDriver driver, long[] times, params string[] expected)
    {
        foreach (var time in times)
            driver.Send("s", time);
        Assert.Equal(expected, driver.Outputs.Where(output => output.Kind != OutputKind.Window || output.End <= 31).Select(output => output.ToString()));
    }
}
