using System.Collections.Immutable;
using Millrace.Actors.Patterns;
using Millrace.Graphs.Pipelines.Expressions;

namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>Checks a pattern's draft and makes its definition.</summary>
internal static class PatternCompiler
{
    /// <summary>Reports what is wrong with the structure and the references between steps, and parses the conditions.</summary>
    public static void Check(PatternDraft pattern, ErrorList errors, Func<ExpressionSource, ExpressionScope, ExpressionNode?> parse)
    {
        if (pattern.Where is not null)
            parse(pattern.Where, ExpressionScope.Reading);
        var steps = pattern.Steps.ToList();
        CheckNames(steps, errors);
        var scope = ExpressionScope.Pattern(steps.Select(s => s.Name.Value));
        foreach (var element in pattern.All)
        {
            foreach (var source in new[] { element.Where, element.Until })
            {
                // The until of a group may refer to what its last step may: all of its steps have events by its second round.
                if (source is null || parse(source, scope) is not { } node || element.Steps.LastOrDefault() is not { } from)
                    continue;
                foreach (var (reference, name) in StepReferences.In(node))
                    CheckReference(pattern, steps, from, name, source.At(reference.Position), errors);
            }
        }

        var skip = pattern.Skip.Value;
        if (skip.Step is { } target && !steps.Any(s => s.Name.Value == target && !s.Not))
            errors.Add(pattern.Skip.At, $"no match can contain a step '{target}' to skip to", Suggestion.Mend(target, [.. steps.Where(s => !s.Not).Select(s => s.Name.Value)]));
        Report(pattern, Build(pattern, _ => new StepCondition(null), out var places), places, errors, conditionsKnown: false);
    }

    /// <summary>The definition of a draft that has been checked.</summary>
    public static PatternDefinition Compile(
        PatternDraft pattern, ExpressionCompiler compiler, Dictionary<ExpressionSource, ExpressionNode> nodes, ErrorList errors)
    {
        var names = pattern.Steps.Select(s => s.Name.Value).ToImmutableArray();
        var definition = Build(
            pattern,
            source => source is null ? new StepCondition(null) : compiler.StepCondition(nodes[source], names),
            out var places) with
        {
            Where = pattern.Where is null ? null : compiler.Condition(nodes[pattern.Where]),
        };
        Report(pattern, definition, places, errors, conditionsKnown: true);
        return definition;
    }

    private static void CheckNames(List<ElementDraft> steps, ErrorList errors)
    {
        var seen = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        foreach (var step in steps.Where(s => s.Name.Value.Length > 0))
        {
            if (!seen.TryAdd(step.Name.Value, step.Name.At))
                errors.Add(step.Name.At, $"there is another step '{step.Name.Value}' at {seen[step.Name.Value]}", "names are unique in a pattern, groups included");
        }
    }

    /// <summary>A reference is of use when the step may have taken events by then: it stands before, is the step itself, or both are in one loop.</summary>
    private static void CheckReference(PatternDraft pattern, List<ElementDraft> steps, ElementDraft from, string name, SourcePosition at, ErrorList errors)
    {
        var to = steps.Find(s => s.Name.Value == name)!;
        if (to.Not)
            errors.Add(at, $"step '{name}' is negated, so it never has events", "refer to a step that is not negated");
        else if (to != from && steps.IndexOf(to) > steps.IndexOf(from) && !pattern.Elements.Any(e => ShareLoop(e, from, to)))
            errors.Add(at, $"step '{name}' comes later, so it has no events yet", "refer to an earlier step, or put the condition on the later one");
    }

    private static bool ShareLoop(ElementDraft element, ElementDraft a, ElementDraft b) =>
        element.Kind != ElementKind.Step
        && ((element.Quantifier.IsLoop && element.Steps.Contains(a) && element.Steps.Contains(b)) || element.Children.Any(c => ShareLoop(c, a, b)));

    private static void Report(
        PatternDraft pattern, PatternDefinition definition, Dictionary<PatternElement, SourcePosition> places, ErrorList errors, bool conditionsKnown)
    {
        PatternProgram.Compile(definition, out var faults);
        foreach (var fault in faults)
        {
            var isOfConditions = fault.Kind is PatternErrorKind.CanNeverMatch or PatternErrorKind.TooManyConditions;
            if (!IsReportedElsewhere(fault.Kind) && (conditionsKnown || !isOfConditions))
                errors.Add(fault.Element is null ? pattern.Name.At : places[fault.Element], fault.Message.TrimEnd('.'));
        }
    }

    /// <summary>What was found with a more exact place when the file was read.</summary>
    private static bool IsReportedElsewhere(PatternErrorKind kind) => kind is PatternErrorKind.Empty or PatternErrorKind.EmptyGroup
        or PatternErrorKind.ChoiceTooSmall or PatternErrorKind.NameMissing or PatternErrorKind.NameTwice or PatternErrorKind.TimesTooFew
        or PatternErrorKind.TimesReversed or PatternErrorKind.TimesTooMany or PatternErrorKind.WithinTooShort or PatternErrorKind.SkipToUnknownStep
        or PatternErrorKind.NoPartialMatches;

    private static PatternDefinition Build(
        PatternDraft pattern, Func<ExpressionSource?, StepCondition> condition, out Dictionary<PatternElement, SourcePosition> places)
    {
        var all = places = new Dictionary<PatternElement, SourcePosition>(ReferenceEqualityComparer.Instance);
        return new PatternDefinition(pattern.Name.Value, [.. pattern.Elements.Select(Element)])
        {
            Within = pattern.Within,
            Skip = pattern.Skip.Value,
            Order = pattern.Order,
            Timeouts = pattern.Timeouts,
            MaxPartialMatches = pattern.MaxPartialMatches,
        };

        PatternElement Element(ElementDraft element)
        {
            PatternElement built = element.Kind switch
            {
                ElementKind.Group => new Group([.. element.Children.Select(Element)]),
                ElementKind.Choice => new Choice([.. element.Children.Select(Element)]),
                _ => new Step(element.Name.Value, condition(element.Where))
                {
                    Not = element.Not,
                },
            };
            built = built with
            {
                Contiguity = element.Contiguity,
                Quantifier = element.Quantifier,
                Within = element.Within,
                LoopWithin = element.LoopWithin,
                Until = element.Until is null ? null : condition(element.Until),
            };
            all[built] = element.At;
            return built;
        }
    }
}
