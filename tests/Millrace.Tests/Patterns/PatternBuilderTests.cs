using Millrace.Actors.Patterns;

namespace Millrace.Tests.Patterns;

/// <summary>Patterns written in C#.</summary>
public sealed class PatternBuilderTests
{
    [Fact]
    public void Pattern_WrittenStepByStep_MatchesAsItsDefinition()
    {
        var pattern = Pattern.Named("p")
            .Begin("spike", new HasLetter('a'))
            .FollowedBy("rise", new HasLetter('b'), Pattern.Times(2))
            .NotFollowedBy("reset", new HasLetter('c'))
            .Within(TimeSpan.FromMilliseconds(10))
            .Skipping(SkipStrategy.PastLastEvent);

        Assert.Equal(["a1 b1 b2"], Letters.Run(pattern.Definition, "a1@0 b1@1 b2@2 a2@20 b3@21 b4@22 c1@23 |"));
    }
}
