using Millrace.Actors.Patterns;

namespace Millrace.Tests.Patterns;

/// <summary>What a definition must not say, and what a program lists.</summary>
public sealed class PatternProgramTests
{
    [Theory]
    [InlineData("", PatternErrorKind.Empty)]
    [InlineData("a ( )", PatternErrorKind.EmptyGroup)]
    [InlineData("a [b]", PatternErrorKind.ChoiceTooSmall)]
    [InlineData("!a b", PatternErrorKind.NegationFirst)]
    [InlineData("(!a b) c", PatternErrorKind.NegationFirst)]
    [InlineData("a !b+ c", PatternErrorKind.NegationQuantified)]
    [InlineData("a !b? c", PatternErrorKind.NegationQuantified)]
    [InlineData("a ~!b c", PatternErrorKind.NegationFollowedByAny)]
    [InlineData("a [!b | c]", PatternErrorKind.NegationInChoice)]
    [InlineData("a !b", PatternErrorKind.NegationAtEndWithoutWithin)]
    [InlineData("a{0}", PatternErrorKind.TimesTooFew)]
    [InlineData("a{3,2}", PatternErrorKind.TimesReversed)]
    [InlineData("a{70000}", PatternErrorKind.TimesTooMany)]
    [InlineData("ag b", PatternErrorKind.GreedyWithoutLoop)]
    [InlineData("(a b)+g c", PatternErrorKind.GreedyOnGroup)]
    [InlineData("au:x b", PatternErrorKind.UntilWithoutLoop)]
    [InlineData("(a b)u:x c", PatternErrorKind.UntilWithoutLoop)]
    [InlineData("[a | b]u:x c", PatternErrorKind.UntilWithoutLoop)]
    [InlineData("(a b)+u:a c", PatternErrorKind.CanNeverMatch)]
    [InlineData("(a (b c)+)+u:b d", PatternErrorKind.CanNeverMatch)]
    [InlineData("al:3 b", PatternErrorKind.LoopWithinWithoutLoop)]
    [InlineData("a bw:0", PatternErrorKind.WithinTooShort)]
    [InlineData("aw:5 b", PatternErrorKind.WithinOnFirst)]
    [InlineData("a .!b .b", PatternErrorKind.CanNeverMatch)]
    [InlineData("a !b b", PatternErrorKind.CanNeverMatch)]
    [InlineData("a+u:a", PatternErrorKind.CanNeverMatch)]
    [InlineData("(((((a+)+)+)+)+)", PatternErrorKind.LoopsTooDeep)]
    public void Compile_WrongDefinition_SaysWhatIsWrong(string pattern, PatternErrorKind kind)
    {
        Assert.Null(PatternProgram.Compile(Notation.Parse(pattern), out var errors));
        Assert.Equal(kind, Assert.Single(errors).Kind);
    }

    [Theory]
    [InlineData("a .!b")]
    [InlineData("a !b c?")]
    [InlineData("a !bw:5")]
    [InlineData("a .!b b")]
    public void Compile_RightDefinition_HasNoErrors(string pattern) =>
        Assert.NotNull(PatternProgram.Compile(Notation.Parse(pattern), out _));

    [Fact]
    public void Compile_SkipToUnknownStep_IsAnError()
    {
        PatternProgram.Compile(Notation.Parse("a b", skip: SkipStrategy.ToFirst("x")), out var errors);
        Assert.Equal(PatternErrorKind.SkipToUnknownStep, Assert.Single(errors).Kind);
    }

    [Fact]
    public void Compile_NameTwice_NamesTheSecondStep()
    {
        var definition = Notation.Parse("a b");
        var second = ((Step)definition.Elements[1]) with { Name = "a" };
        PatternProgram.Compile(definition with { Elements = [definition.Elements[0], second] }, out var errors);
        Assert.Equal(PatternErrorKind.NameTwice, Assert.Single(errors).Kind);
        Assert.Same(second, errors[0].Element);
    }

    [Fact]
    public void Conditions_SameText_AreOne() =>
        Assert.Equal(["a", "b", "c"], PatternProgram.Compile(Notation.Parse("a b a !b c? a+u:b")).Conditions.Select(c => c.Text).Order());
}
