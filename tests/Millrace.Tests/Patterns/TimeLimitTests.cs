namespace Millrace.Tests.Patterns;

/// <summary>Rule 8, and limits of steps and loops.</summary>
public sealed class TimeLimitTests
{
    [Theory]
    [InlineData("a b", "a@0 b1@9", "a b1")]
    [InlineData("a b", "a@0 b1@10", "10: a")]
    [InlineData("a b", "a@0 a2@3 |12", "10: a")]
    [InlineData("a b", "a@0 a2@3 |", "10: a, 13: a2")]
    [InlineData("a ~b", "a@0 b1@3 b2@4 |", "a b1, a b2, 10: a")]
    [InlineData("a+ b", "a1@0 a2@3 |", "10: a1 a2, 10: a1, 13: a2")]
    public void Within_RightEnd_IsExcludedAndTimesOut(string pattern, string events, string expected) =>
        Assert.Equal(expected, string.Join(", ", Letters.Run(pattern, events, within: 10, timeouts: true)));

    [Theory]
    [InlineData("a !b", "a@0 |9", "")]
    [InlineData("a !b", "a@0 |10", "a")]
    [InlineData("a !b", "a@0 b@9 |", "")]
    [InlineData("a !b", "a@0 b@10 |", "a")]
    [InlineData("a c !b", "a@0 c@8 b@9 |", "")]
    [InlineData("a+ !b", "a1@0 a2@3 |", "a1 a2, a1, a2")]
    [InlineData("a !bw:3", "a@0 b@3 |", "a")]
    [InlineData("a !bw:3", "a@0 b@2 |", "")]
    public void TrailingNegation_ForbiddenEvent_MustNotComeInTime(string pattern, string events, string expected) =>
        Assert.Equal(expected, string.Join(", ", Letters.Run(pattern, events, within: 10)));

    [Fact]
    public void TrailingNegation_OwnLimit_NeedsNoWithin() => Assert.Equal(["a"], Letters.Run("a !bw:3", "a@0 |3"));

    [Theory]
    [InlineData("a bw:3 c", "a@0 b@2 c@9", "a b c")]
    [InlineData("a bw:3 c", "a@0 b@3 c@9", "3: a")]
    [InlineData("a+l:3 b", "a1@0 a2@2 a3@5 b@9", "a1 a2 b, a1 b, a2 b, a3 b")]
    [InlineData("(a b){2}l:3", "a1@0 b1@1 a2@4 b2@5", "4: a1 b1")]
    public void StepWithin_Gap_IsLimited(string pattern, string events, string expected) =>
        Assert.Equal(expected, string.Join(", ", Letters.Run(pattern, events, timeouts: true)));
}
