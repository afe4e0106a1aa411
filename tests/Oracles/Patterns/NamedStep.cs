using System.Collections.Immutable;
using Millrace.Actors.Patterns;

namespace Millrace.Oracles.Patterns;

/// <summary>The steps of a definition with their numbers: from 0, depth first, negated ones included.</summary>
public static class NamedStep
{
    public static ImmutableArray<Step> AllOf(PatternDefinition definition) => [.. AllOf(definition.Elements)];

    private static IEnumerable<Step> AllOf(IEnumerable<PatternElement> elements) => elements.SelectMany(element => element switch
    {
        Step step => [step],
        Group group => AllOf(group.Elements),
        Choice choice => AllOf(choice.Alternatives),
        _ => throw new ArgumentOutOfRangeException(nameof(elements)),
    });
}
