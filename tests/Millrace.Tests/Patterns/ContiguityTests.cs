namespace Millrace.Tests.Patterns;

/// <summary>Rules 1 to 7 of the semantics. Expected matches in the order in which they are reported, separated by commas.</summary>
public sealed class ContiguityTests
{
    [Theory]
    [InlineData("a b", "a1 c b1 b2", "a1 b1")]
    [InlineData("a .b", "a1 b1 b2", "a1 b1")]
    [InlineData("a .b", "a1 c b1", "")]
    [InlineData("a ~b", "a1 c b1 b2", "a1 b1, a1 b2")]
    [InlineData("a b", "a1 a2 b1", "a1 b1, a2 b1")]
    [InlineData("a", "a1 b a2", "a1, a2")]
    [InlineData("a b c", "a1 b1 a2 c1 b2 c2", "a1 b1 c1, a2 b2 c2")]
    public void Hop_Contiguity_TakesWhatItMay(string pattern, string events, string expected) => Check(pattern, events, expected);

    [Theory]
    [InlineData("a b? c", "a1 b1 c1", "a1 b1 c1, a1 c1")]
    [InlineData("a? b", "a1 b1", "a1 b1, b1")]
    [InlineData("a b? .c", "a1 c1", "a1 c1")]
    [InlineData("a b? .c", "a1 b1 c1", "a1 b1 c1")]
    [InlineData("a b?", "a1 b1", "a1, a1 b1")]
    [InlineData("a? b?", "a1 b1", "a1, a1 b1, b1")]
    public void Optional_Step_MayBeSkippedWithoutTrace(string pattern, string events, string expected) => Check(pattern, events, expected);

    [Theory]
    [InlineData("a+ b", "a1 a2 b1", "a1 a2 b1, a1 b1, a2 b1")]
    [InlineData("a{2} b", "a1 c a2 a3 b1", "a1 a2 b1, a2 a3 b1")]
    [InlineData("a{2}s b", "a1 c a2 a3 b1", "a2 a3 b1")]
    [InlineData("a{2}c b", "a1 a2 a3 b1", "a1 a2 b1, a1 a3 b1, a2 a3 b1")]
    [InlineData("a{1,2} b", "a1 a2 a3 b1", "a1 a2 b1, a1 b1, a2 a3 b1, a2 b1, a3 b1")]
    [InlineData("a{2,}", "a1 a2 a3", "a1 a2, a1 a2 a3, a2 a3")]
    [InlineData("c a* b", "c1 a1 b1", "c1 a1 b1, c1 b1")]
    [InlineData("(a b){2}", "a1 b1 a2 b2", "a1 b1 a2 b2")]
    [InlineData("(a .b)+ .c", "a1 b1 a2 b2 c1", "a1 b1 a2 b2 c1, a2 b2 c1")]
    [InlineData("(a b)?  c", "a1 b1 c1", "a1 b1 c1, c1")]
    [InlineData("((a b){2} c){2}", "a1 b1 a2 b2 c1 a3 b3 a4 b4 c2", "a1 b1 a2 b2 c1 a3 b3 a4 b4 c2")]
    [InlineData("(a+)+ b", "a1 a2 b1", "a1 a2 b1, a1 b1, a2 b1")]
    [InlineData("(a? b?)+ c", "a1 c1", "a1 c1, c1")]
    [InlineData("[a | b] c", "a1 b1 c1", "a1 c1, b1 c1")]
    [InlineData("x [a | b+] c", "x1 a1 b1 b2 c1", "x1 a1 c1, x1 b1 b2 c1, x1 b1 c1")]
    [InlineData("[a | b]{2}s", "a1 b1 x b2 a2", "a1 b1, b2 a2")]
    public void Loop_Quantifier_TakesAsOften(string pattern, string events, string expected) => Check(pattern, events, expected);

    [Theory]
    [InlineData("c a+g d", "c1 a1 a2 d1", "c1 a1 a2 d1")]
    [InlineData("c a*g d", "c1 d1", "c1 d1")]
    [InlineData("c a*g d", "c1 a1 d1", "c1 a1 d1")]
    [InlineData("c a{2}g d", "c1 a1 a2 a3 d1", "c1 a1 a2 d1")]
    [InlineData("c a+gu:x d", "c1 a1 x a2 d1", "c1 a1 d1")]
    [InlineData("c a*g", "c1 a1 a2", "c1, c1 a1, c1 a1 a2")]
    [InlineData("c a*g d", "c1 ad1 d2", "c1 ad1 d2")]
    public void Greedy_Loop_LeavesNothingBehind(string pattern, string events, string expected) => Check(pattern, events, expected);

    [Theory]
    [InlineData("c a+u:x d", "c1 a1 x a2 d1", "c1 a1 d1")]
    [InlineData("c a+u:x d", "c1 ax1 a2 d1", "")]
    [InlineData("c ~a+u:x d", "c1 ax1 a2 d1", "c1 a2 d1")]
    [InlineData("c a+u:x d", "c1 x a1 a2 d1", "c1 a1 a2 d1, c1 a1 d1")]
    public void Until_Reading_EndsALoopThatHasBegun(string pattern, string events, string expected) => Check(pattern, events, expected);

    /// <summary>Rule 6 for the loop of a group or a choice: it holds for every step inside.</summary>
    [Theory]
    [InlineData("c (a b)+u:x d", "c1 a1 b1 a2 b2 d1", "c1 a1 b1 a2 b2 d1, c1 a1 b1 d1")]
    [InlineData("c (a b)+u:x d", "c1 a1 b1 x a2 b2 d1", "c1 a1 b1 d1")]
    [InlineData("c (a b)+u:x d", "c1 a1 x b1 d1", "")]
    [InlineData("c (a b?)+u:x d", "c1 a1 x b1 a2 d1", "c1 a1 d1")]
    [InlineData("c (a b)+u:x d", "c1 x a1 b1 d1", "c1 a1 b1 d1")]
    [InlineData("c (a b)+u:x d", "c1 ax1 a2 b1 d1", "")]
    [InlineData("c (a ~b)+u:x d", "c1 a1 bx1 b2 d1", "")]
    [InlineData("c ~(a b)+u:x d", "c1 ax1 a2 b1 d1", "c1 a2 b1 d1")]
    [InlineData("c (a b)*u:x d", "c1 x a1 b1 d1", "c1 a1 b1 d1, c1 d1")]
    [InlineData("(a b)+u:x c", "ax1 a2 b1 c1", "a2 b1 c1")]
    [InlineData("(a b)+u:d d", "a1 b1 a2 b2 d1 a3", "a1 b1 a2 b2 d1, a1 b1 d1, a2 b2 d1")]
    [InlineData("c (a b){2}u:x d", "c1 a1 b1 x a2 b2 d1", "")]
    [InlineData("c (a (b e)+)+u:x d", "c1 a1 b1 e1 x b2 e2 d1", "c1 a1 b1 e1 d1")]
    [InlineData("c ((a b)+u:x e)+ d", "c1 a1 b1 x e1 a2 b2 e2 d1", "c1 a1 b1 e1 a2 b2 e2 d1, c1 a1 b1 e1 d1")]
    [InlineData("c (a b+g)+u:x d", "c1 a1 b1 x b2 d1", "c1 a1 b1 d1")]
    [InlineData("c [a | b]+u:x d", "c1 a1 b1 x a2 d1", "c1 a1 b1 d1, c1 a1 d1, c1 b1 d1")]
    public void Until_OfAGroup_EndsTheLoopOfTheGroup(string pattern, string events, string expected) => Check(pattern, events, expected);

    [Theory]
    [InlineData("a !b c", "a1 c1", "a1 c1")]
    [InlineData("a !b c", "a1 b1 c1", "")]
    [InlineData("a .!b c", "a1 b1 c1", "")]
    [InlineData("a .!b c", "a1 x b1 c1", "a1 c1")]
    [InlineData("a+ !b c", "a1 a2 b1 c1", "")]
    [InlineData("a+ !b c", "a1 b1 a2 c1", "a2 c1")]
    [InlineData("a !b x? c", "a1 x1 b1 c1", "a1 x1 c1")]
    [InlineData("a !b c?", "a1 b1", "a1")]
    [InlineData("a !b c", "a1 bc1", "")]
    [InlineData("a .!b", "a1 b1 a2 c1", "a2")]
    public void Negation_Reading_Forbids(string pattern, string events, string expected) => Check(pattern, events, expected);

    [Fact]
    public void Events_AlikeInEverything_StayDistinct() =>
        Assert.Equal(["a b", "a b"], Letters.Run("a b", "a@1 a@1 b@1"));

    private static void Check(string pattern, string events, string expected) =>
        Assert.Equal(expected, string.Join(", ", Letters.Run(Notation.Parse(pattern), events)));
}
