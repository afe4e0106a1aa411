using Millrace.Actors.Patterns;

namespace Millrace.Tests.Patterns;

/// <summary>Rule 9: what a match drops, and when it is held back.</summary>
public sealed class SkipTests
{
    [Fact]
    public void PastLastEvent_Overlaps_AreDropped() =>
        Assert.Equal(["a1 a2 a3", "a4 a5 a6"], Letters.Run("a{3}s", "a1 a2 a3 a4 a5 a6", skip: SkipStrategy.PastLastEvent));

    [Fact]
    public void ToNext_SameBeginning_IsDropped() =>
        Assert.Equal(["a1 b1", "a2 b1"], Letters.Run("a ~b", "a1 a2 b1 b2", skip: SkipStrategy.ToNext));

    [Fact]
    public void ToFirst_BeforeStep_IsDropped() =>
        Assert.Equal(["a1 b1 b2", "a3 b3 b4"], Letters.Run("a b{2}", "a1 a2 b1 b2 a3 b3 b4", skip: SkipStrategy.ToFirst("b")));

    [Fact]
    public void ToLast_Step_IsKept() =>
        Assert.Equal(["a1 a2 b1", "a2 b1"], Letters.Run("a{1,2} b", "a1 a2 b1", skip: SkipStrategy.ToLast("a")));

    [Fact]
    public void NoSkipTarget_InMatch_DropsNothing() =>
        Assert.Equal(["a1 c1", "a2 c1"], Letters.Run("a b? c", "a1 a2 c1 |", skip: SkipStrategy.ToFirst("b")));

    [Fact]
    public void Match_OlderPartialOpen_WaitsForIt()
    {
        var letters = new Letters(Notation.Parse("[(a b) | (c d)]", within: 10, skip: SkipStrategy.PastLastEvent));
        letters.Give("a1@1 c1@2 d1@3");
        Assert.Empty(letters.Found);
        letters.Give("b1@4");
        Assert.Equal(["a1 b1"], letters.Found);
        letters.Give("a2@5 c2@6 d2@7 |14");
        Assert.Equal(["a1 b1"], letters.Found);
        letters.Give("|15");
        Assert.Equal(["a1 b1", "c2 d2"], letters.Found);
    }

    [Fact]
    public void Match_OlderPartialWithoutEnd_IsSaidAndGivenUpAtTheCap()
    {
        var letters = new Letters(Notation.Parse("[(a b) | (c .d)]", skip: SkipStrategy.PastLastEvent) with { MaxPartialMatches = 2 });
        letters.Give("a1 c1 d1");
        Assert.Equal([PatternNotice.MatchHeldBack], letters.Notices.Distinct());
        letters.Give("c2 d2");
        Assert.Empty(letters.Found);
        letters.Give("c3 d3");
        Assert.Equal(["c1 d1", "c2 d2", "c3 d3"], letters.Found);
        Assert.Contains(PatternNotice.PartialMatchesGivenUp, letters.Notices);
    }

    [Fact]
    public void Match_HeldAtEndOfInput_IsReported() =>
        Assert.Equal(["c1 d1"], Letters.Run("[(a b) | (c d)]", "a1 c1 d1 |", skip: SkipStrategy.ToNext));

    [Fact]
    public void Cap_OnePartialTooMany_IsNotBegun()
    {
        var letters = new Letters(Notation.Parse("a b") with { MaxPartialMatches = 2 });
        letters.Give("a1 a2 a3 b1");
        Assert.Equal(["a1 b1", "a2 b1"], letters.Found);
        Assert.Equal([PatternNotice.PartialMatchesCapped], letters.Notices);
    }
}
