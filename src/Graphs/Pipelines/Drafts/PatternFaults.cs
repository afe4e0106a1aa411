using System.Collections.Immutable;
using Millrace.Actors.Patterns;

namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>What makes no sense about a pattern's structure, whatever its conditions.</summary>
internal static class PatternFaults
{
    private const string LoopMend = "add times or oneOrMore";

    /// <summary>Every fault with the element that it concerns; null for the pattern itself.</summary>
    public static ImmutableArray<(PatternElement? Element, string Message, string Mend)> Of(PatternDefinition pattern)
    {
        var faults = ImmutableArray.CreateBuilder<(PatternElement?, string, string)>();
        foreach (var element in pattern.Elements)
            Check(element, faults);
        if (First(pattern.Elements) is { Not: true } first)
            faults.Add((first, "a pattern cannot begin with a negated step", "begin with the step that it must follow"));
        if (Last(pattern.Elements) is { Not: true } last && pattern.Within is null && last.Within is null)
            faults.Add((last, $"a pattern that ends in the negated step '{last.Name}' never ends without a limit of time", "add within to the pattern"));
        if (Last(pattern.Elements) is { Not: true, Contiguity: Contiguity.Next } strict && pattern.Elements.Length > 1)
            faults.Add((strict, "a pattern cannot end in a negated 'next' step", "use contiguity: followedBy and within"));
        return faults.DrainToImmutable();
    }

    private static void Check(PatternElement element, ImmutableArray<(PatternElement?, string, string)>.Builder faults)
    {
        var quantifier = element.Quantifier;
        if (quantifier.Greedy && element is not Step)
            faults.Add((element, "only a step can be greedy", "leave greedy out"));
        else if (quantifier.Greedy && !quantifier.IsLoop)
            faults.Add((element, "greedy takes as many events as a loop can, and this is none", LoopMend));
        if (quantifier.Inner != Contiguity.FollowedBy && !quantifier.IsLoop)
            faults.Add((element, "consecutive and combinations say how the events of a loop lie, and this is none", LoopMend));
        if (element.LoopWithin is not null && !quantifier.IsLoop)
            faults.Add((element, "loopWithin limits the gap between the events of a loop, and this is none", LoopMend + ", or use within"));
        foreach (var child in Children(element))
            Check(child, faults);
        if (element is not Step step)
            return;
        if (step.Until is not null && !quantifier.IsLoop)
            faults.Add((step, "until ends a loop, and this is none", LoopMend));
        if (!step.Not)
            return;
        if (quantifier != Quantifier.Once)
            faults.Add((step, "a negated step takes no events", "leave times, oneOrMore, optional and greedy out"));
        if (step.Contiguity == Contiguity.FollowedByAny)
            faults.Add((step, "a negated step cannot be followedByAny", "use next or followedBy"));
    }

    private static ImmutableArray<PatternElement> Children(PatternElement element) => element switch
    {
        Group group => group.Elements,
        Choice choice => choice.Alternatives,
        _ => [],
    };

    private static Step? First(ImmutableArray<PatternElement> elements) => elements switch
    {
        [Step step, ..] => step,
        [Group group, ..] => First(group.Elements),
        _ => null,
    };

    private static Step? Last(ImmutableArray<PatternElement> elements) => elements switch
    {
        [.., Step step] => step,
        [.., Group group] => Last(group.Elements),
        _ => null,
    };
}
