using System.Collections.Immutable;
using System.Globalization;
using Millrace.Actors.Patterns;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines;

/// <summary>A pattern in words.</summary>
internal static class PatternDescription
{
    public static void Write(DescriptionWriter writer, PipelinePattern pattern, string route)
    {
        var definition = pattern.Definition;
        writer.Title($"pattern {definition.Name}", $"-> {pattern.To}");
        writer.Line("key", route);
        if (definition.Where is { } where)
            writer.Line("where", where.Text);
        writer.Line("order", definition.Order == MatchOrder.EventTime ? "event time, sorted behind the watermark" : "arrival");
        writer.Line("within", definition.Within is { } within ? $"less than {DurationText.Format(within)} from first to last event" : "no limit: a partial match that nothing ends stays");
        Elements(writer, "steps", definition.Elements, 0, false);
        writer.Line("skip", Skip(definition.Skip));
        if (definition.Timeouts)
            writer.Line("timeouts", "partial matches that run out of time are emitted");
        writer.Line("memory", $"at most {definition.MaxPartialMatches.ToString("N0", CultureInfo.InvariantCulture)} partial matches a key, about 64 B each, and the readings they took");
    }

    private static void Elements(DescriptionWriter writer, string label, ImmutableArray<PatternElement> elements, int depth, bool alternatives)
    {
        var isFirst = true;
        foreach (var element in elements)
        {
            var contiguity = alternatives ? "or " : isFirst && depth == 0 ? "" : Contiguity(element);
            contiguity = alternatives && isFirst ? "" : contiguity;
            writer.Line(label, contiguity + Element(element), depth * 2);
            label = "";
            isFirst = false;
            if (element is Group group)
                Elements(writer, "", group.Elements, depth + 1, false);
            else if (element is Choice choice)
                Elements(writer, "", choice.Alternatives, depth + 1, true);
        }
    }

    private static string Contiguity(PatternElement element) => element.Contiguity switch
    {
        Actors.Patterns.Contiguity.Next => "next ",
        Actors.Patterns.Contiguity.FollowedByAny => "followedByAny ",
        _ => "followedBy ",
    };

    private static string Element(PatternElement element)
    {
        var text = element switch
        {
            Step step => (step.Not ? "not " : "") + step.Name,
            Group => "group",
            _ => "one of",
        };
        text += Times(element.Quantifier);
        if (element.Within is { } within)
            text += $", less than {DurationText.Format(within)} after the event before";
        if (element.LoopWithin is { } loop)
            text += $", less than {DurationText.Format(loop)} between its events";
        if (element is Step { Where: var condition } && Condition(condition) is { Length: > 0 } where)
            text += $": {where}";
        if (element.Until is { } until)
            text += $" until {Condition(until)}";
        return text;
    }

    private static string Condition(StepCondition condition) => (condition.Plain?.Text, condition.Iterative?.Text) switch
    {
        ({ } plain, { } iterative) => $"{Operand(plain)} && {Operand(iterative)}",
        var (plain, iterative) => plain ?? iterative ?? "",
    };

    /// <summary>In parentheses if it may bind looser than the operator beside it; those inside a text are no harm.</summary>
    private static string Operand(string condition) => condition.Contains(" || ", StringComparison.Ordinal) || condition.Contains(" ? ", StringComparison.Ordinal) ? $"({condition})" : condition;

    private static string Times(Quantifier quantifier)
    {
        var text = quantifier switch
        {
            { Min: 1, Max: 1 } => "",
            { Max: null } => $" {quantifier.Min} times or more",
            { Min: var least, Max: var most } when least == most => $" {least} times",
            _ => $" {quantifier.Min} to {quantifier.Max} times",
        };
        if (quantifier.Inner == Actors.Patterns.Contiguity.Next)
            text += " consecutive";
        if (quantifier.Inner == Actors.Patterns.Contiguity.FollowedByAny)
            text += " in all combinations";
        return text + (quantifier.Greedy ? " greedy" : "") + (quantifier.Optional ? " optional" : "");
    }

    private static string Skip(SkipStrategy skip) => skip.Kind switch
    {
        SkipKind.ToNext => "to the next event after a match's first",
        SkipKind.PastLastEvent => "past the last event of a match",
        SkipKind.ToFirst => $"to the first event of {skip.Step}",
        SkipKind.ToLast => $"to the last event of {skip.Step}",
        _ => "nothing: all matches",
    };
}
