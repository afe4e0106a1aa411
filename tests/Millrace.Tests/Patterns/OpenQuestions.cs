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
        if (elements.Any(e => EndsInNegationAndOptionals(e.Elements)))
            return "a negation directly before optional steps at the end";
        if (elements.Any(e => e.Elements.Zip(e.Elements.Skip(1)).Any(pair => pair.First.Quantifier is { IsLoop: true } quantifier
            && pair.Second is Step { Not: true, Contiguity: Contiguity.Next } && (pair.First is not Step || quantifier.Min > 1))))
            return "a negated `next` after a group loop, or after a loop before it may end";
        if (elements.Any(e => e.Parent is not Step && e.Parent is { Quantifier: { IsLoop: true, Inner: Contiguity.FollowedByAny } }
            && e.Elements.Any(x => x.Contiguity == Contiguity.Next)))
            return "`next` in or after a group loop with combinations";
        if (elements.SelectMany(e => e.Elements).Any(e => e is { Quantifier: { IsLoop: true, Max: not null }, LoopWithin: not null }))
            return "the limit on the last iteration of a bounded loop with `loopWithin`";
        if (Within(definition.Elements).Any(e => e.Quantifier.IsLoop && IsBodyNullable(e) && Within([e]).Any(inner => inner.Quantifier.Greedy)))
            return "greedy in a loop whose rounds can be empty";
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

    private static IEnumerable<PatternElement> Within(IEnumerable<PatternElement> elements) => elements.SelectMany(element => element switch
    {
        Group group => Within(group.Elements).Prepend(element),
        Choice choice => Within(choice.Alternatives).Prepend(element),
        _ => [element],
    });

    private static bool EndsInNegationAndOptionals(IReadOnlyList<PatternElement> elements)
    {
        var at = elements.Count - 1;
        while (at >= 0 && IsNullable(elements[at]) && elements[at] is not Step { Not: true })
            at--;
        return at >= 0 && at < elements.Count - 1 && elements[at] is Step { Not: true };
    }

    private static bool IsNullable(PatternElement element) => element.Quantifier.Optional || IsBodyNullable(element);

    private static bool IsBodyNullable(PatternElement element) => element switch
    {
        Step step => step.Not,
        Group group => group.Elements.All(IsNullable),
        Choice choice => choice.Alternatives.Any(IsNullable),
        _ => false,
    };
}
