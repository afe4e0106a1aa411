using System.Collections.Immutable;
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
            || HasRuledOut(definition.Elements, []);
    }

    /// <summary>Whether a step can take nothing that its own until, or one of a loop around it, does not keep from it.</summary>
    private static bool HasRuledOut(IEnumerable<PatternElement> elements, ImmutableList<StepCondition> untils) => elements.Any(element =>
    {
        var around = element.Until is { } until ? untils.Add(until) : untils;
        return element switch
        {
            Step step => around.Exists(u => Equals(u.Plain?.Text, step.Where.Plain?.Text)),
            Group group => HasRuledOut(group.Elements, around),
            Choice choice => HasRuledOut(choice.Alternatives, around),
            _ => false,
        };
    });

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
