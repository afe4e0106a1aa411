using System.Collections.Immutable;

namespace Millrace.Actors.Patterns;

/// <summary>Finds everything in a definition that makes no sense by itself, all at once.</summary>
internal sealed class PatternValidator(PatternDefinition definition, ImmutableArray<PatternError>.Builder errors)
{
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    public void Check(ElementNode root, List<ElementNode> steps)
    {
        if (root.Children.Count == 0)
            Report(PatternErrorKind.Empty, null, "The pattern has no steps: give it at least one.");
        foreach (var child in root.Children)
            CheckElement(child);
        CheckFirst(root);
        CheckLimit(definition.Within, null, "within");
        if (definition.MaxPartialMatches < 1)
            Report(PatternErrorKind.NoPartialMatches, null, "The cap on partial matches must be at least 1.");
        if (definition.Skip.Kind is SkipKind.ToFirst or SkipKind.ToLast && !steps.Any(s => s.Step is { Not: false } step && step.Name == definition.Skip.Step))
            Report(PatternErrorKind.SkipToUnknownStep, null, $"The skip strategy names the step '{definition.Skip.Step}', which no match can contain: name a step of the pattern that is not negated.");
    }

    private void CheckElement(ElementNode node)
    {
        var element = node.Element!;
        CheckQuantifier(node, element);
        CheckLimit(element.Within, element, "within");
        CheckLimit(element.LoopWithin, element, "loopWithin");
        if (element.LoopWithin is not null && !node.IsLoop)
            Report(PatternErrorKind.LoopWithinWithoutLoop, element, "loopWithin limits the gap between the events of a loop: give the element times or oneOrMore, or use within.");
        if (element.Until is not null && !node.IsLoop && !node.IsNegated)
            Report(PatternErrorKind.UntilWithoutLoop, element, $"until ends a loop, and {NameOf(element)} is taken at most once: give it oneOrMore or times.");
        switch (element)
        {
            case Step step:
                CheckStep(node, step);
                break;
            case Group { Elements.Length: 0 }:
                Report(PatternErrorKind.EmptyGroup, element, "The group has no steps: give it at least one.");
                break;
            case Choice { Alternatives.Length: < 2 }:
                Report(PatternErrorKind.ChoiceTooSmall, element, "oneOf needs at least two alternatives.");
                break;
            case Choice:
                foreach (var child in node.Children.Where(c => c.IsNegated))
                    Report(PatternErrorKind.NegationInChoice, child.Element, "A negated step cannot be an alternative: put it before or after the oneOf, or into a group with the step that follows it.");
                break;
        }

        foreach (var child in node.Children)
            CheckElement(child);
    }

    private void CheckStep(ElementNode node, Step step)
    {
        if (string.IsNullOrWhiteSpace(step.Name))
            Report(PatternErrorKind.NameMissing, step, "The step has no name.");
        else if (!names.Add(step.Name))
            Report(PatternErrorKind.NameTwice, step, $"There are two steps named '{step.Name}': names are unique in a pattern, groups included.");
        if (!step.Not)
            return;
        if (node.IsLoop || step.Quantifier.Optional || step.Quantifier.Greedy || step.Until is not null)
            Report(PatternErrorKind.NegationQuantified, step, $"Step '{step.Name}' is negated and takes no events: it can have no times, optional, greedy or until.");
        if (step.Contiguity == Contiguity.FollowedByAny)
            Report(PatternErrorKind.NegationFollowedByAny, step, $"Step '{step.Name}' is negated: its contiguity is next or followedBy.");
    }

    private void CheckQuantifier(ElementNode node, PatternElement element)
    {
        var (least, most) = (element.Quantifier.Min, element.Quantifier.Max);
        if (least < 1)
            Report(PatternErrorKind.TimesTooFew, element, $"The element is to be taken {least} times: at least 1; for none or more add optional.");
        if (most < least)
            Report(PatternErrorKind.TimesReversed, element, $"The element is to be taken at least {least} and at most {most} times: give the smaller number first.");
        if (Math.Max(least, most ?? 0) > PatternProgram.MaxTimes)
            Report(PatternErrorKind.TimesTooMany, element, $"An element can be taken {PatternProgram.MaxTimes} times at most, or without limit.");
        if (node.IsLoop && node.LoopDepth >= PatternProgram.MaxLoopDepth)
            Report(PatternErrorKind.LoopsTooDeep, element, $"Loops can be nested {PatternProgram.MaxLoopDepth} deep.");
        if (!element.Quantifier.Greedy || node.IsNegated)
            return;
        if (element is not Step)
            Report(PatternErrorKind.GreedyOnGroup, element, "Only a step can be greedy.");
        else if (!node.IsLoop)
            Report(PatternErrorKind.GreedyWithoutLoop, element, "greedy takes as many events as a loop can: give the step oneOrMore or times, or leave greedy out.");
    }

    private static string NameOf(PatternElement element) => element switch
    {
        Step step => $"step '{step.Name}'",
        Group => "the group",
        _ => "the oneOf",
    };

    private void CheckFirst(ElementNode root)
    {
        for (var node = root; node.Children.Count > 0 && node.Element is not Choice;)
        {
            node = node.Children[0];
            if (node.Element!.Within is not null && !node.IsNegated)
                Report(PatternErrorKind.WithinOnFirst, node.Element, "Nothing comes before the first step: put within on the pattern, or on a later step.");
            if (node.IsNegated)
                Report(PatternErrorKind.NegationFirst, node.Element, "A pattern cannot begin with a negated step: begin with the step that it must follow.");
        }
    }

    private void CheckLimit(TimeSpan? limit, PatternElement? element, string key)
    {
        if (limit < TimeSpan.FromMilliseconds(1))
            Report(PatternErrorKind.WithinTooShort, element, $"{key} must be at least 1 ms: a span of that length is already too long, so nothing could match.");
    }

    private void Report(PatternErrorKind kind, PatternElement? element, string message) => errors.Add(new PatternError(kind, element, message));
}
