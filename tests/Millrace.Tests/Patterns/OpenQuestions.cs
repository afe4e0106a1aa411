using Millrace.Actors.Patterns;
using Millrace.Oracles.Patterns;

namespace Millrace.Tests.Patterns;

/// <summary>
/// What random patterns leave out, each for a reason: where the rules leave the answer open, so that engine and oracle may differ and both be right.
/// </summary>
internal static class OpenQuestions
{
    /// <summary>Why a definition is left out; null when it is not.</summary>
    public static string? Of(PatternDefinition definition)
    {
        var elements = AllOf(definition.Elements).ToList();
        if (elements.Any(e => e.Elements[^1] is Step { Not: true, Contiguity: Contiguity.Next }))
            return "a negated `next` at the end: the contract has only `followedBy` there";
        if (elements.Any(e => e.Parent is not null && e.Elements.Any(x => x is Step { Not: true }) && e.Elements[^1] is Step { Not: true }))
            return "a negation at the end of a group";
        return null;
    }

    /// <summary>Whether a way on can be closed before any event comes, because a condition rules out its own step: then a partial match may end early, which only timeouts show.</summary>
    public static bool HasDeadWays(PatternDefinition definition)
    {
        var steps = NamedStep.AllOf(definition);
        return steps.Any(one => (one.Not || one.Quantifier.Greedy) && steps.Any(other => other != one && !other.Not && Equals(other.Where.Plain?.Text, one.Where.Plain?.Text)))
            || steps.Any(step => step.Until is { } until && Equals(until.Plain?.Text, step.Where.Plain?.Text));
    }

    private static IEnumerable<(PatternElement? Parent, IReadOnlyList<PatternElement> Elements)> AllOf(IReadOnlyList<PatternElement> elements, PatternElement? parent = null)
    {
        if (parent is not Choice)
            yield return (parent, elements);
        foreach (var element in elements)
        {
            IReadOnlyList<PatternElement> inner = element switch { Group group => group.Elements, Choice choice => choice.Alternatives, _ => [] };
            if (inner.Count == 0)
                continue;
            foreach (var deeper in AllOf(inner, element))
                yield return deeper;
        }
    }
}
