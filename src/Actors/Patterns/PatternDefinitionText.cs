using System.Collections.Immutable;
using System.Globalization;

namespace Millrace.Actors.Patterns;

/// <summary>What the state of a pattern's actors depends on, in words: the steps with their conditions, in order, and every rule of the pattern but the bound on partial matches and whether timeouts are put out.</summary>
internal static class PatternDefinitionText
{
    public static string Of(PatternDefinition definition, string key) =>
        $"by {key}: where {definition.Where?.Text ?? "true"}; within {Milliseconds(definition.Within)}; skip {definition.Skip.Kind} {definition.Skip.Step}; order {definition.Order}; {All(definition.Elements)}";

    private static string All(ImmutableArray<PatternElement> elements) => $"[{string.Join(" | ", elements.Select(One))}]";

    private static string One(PatternElement element)
    {
        var what = element switch
        {
            Step step => $"{(step.Not ? "not " : "")}{step.Name}: {Text(step.Where)}",
            Group group => "group " + All(group.Elements),
            Choice choice => "choice " + All(choice.Alternatives),
            _ => element.GetType().Name,
        };
        var times = element.Quantifier;
        return $"{element.Contiguity} {what} {times.Min.ToString(CultureInfo.InvariantCulture)}..{times.Max?.ToString(CultureInfo.InvariantCulture)} "
            + $"{times.Inner}{(times.Optional ? " optional" : "")}{(times.Greedy ? " greedy" : "")} within {Milliseconds(element.Within)}"
            + $" loopWithin {Milliseconds(element.LoopWithin)} until {(element.Until is { } until ? Text(until) : "none")}";
    }

    private static string Text(StepCondition condition) => $"{condition.Plain?.Text ?? "true"} && {condition.Iterative?.Text ?? "true"}";

    private static string Milliseconds(TimeSpan? span) =>
        span is { } given ? (given.Ticks / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture) + "ms" : "none";
}
