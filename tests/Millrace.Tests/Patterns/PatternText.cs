using Millrace.Actors.Patterns;

namespace Millrace.Tests.Patterns;

/// <summary>A definition on one line, to report a failing case.</summary>
internal static class PatternText
{
    public static string Of(PatternDefinition definition) =>
        string.Join(' ', definition.Elements.Select(Of))
        + (definition.Where is { } where ? $" where {where}" : "")
        + (definition.Within is { } within ? $" within {within.TotalMilliseconds}" : "")
        + (definition.Skip.Kind == SkipKind.None ? "" : $" skip {definition.Skip.Kind} {definition.Skip.Step}")
        + (definition.Order == MatchOrder.Arrival ? " arrival" : "");

    private static string Of(PatternElement element)
    {
        var body = element switch
        {
            Step step => (step.Not ? "not " : "") + $"{step.Name}[{step.Where.Plain}{(step.Where.Iterative is { } i ? " & " + i : "")}]",
            Group group => "(" + string.Join(' ', group.Elements.Select(Of)) + ")",
            Choice choice => "{" + string.Join(" | ", choice.Alternatives.Select(Of)) + "}",
            _ => "?",
        };
        var q = element.Quantifier;
        var contiguity = Sign(element.Contiguity);
        var times = q.IsLoop || q.Min != 1 ? $"x{q.Min}..{q.Max}{Sign(q.Inner)}" : "";
        return contiguity + body + times + (q.Optional ? "?" : "") + (q.Greedy ? " greedy" : "")
            + (element.Within is { } within ? $" <{within.TotalMilliseconds}" : "")
            + (element.Until is { } until ? $" until[{until.Plain}{(until.Iterative is { } u ? " & " + u : "")}]" : "")
            + (element.LoopWithin is { } loop ? $" loop<{loop.TotalMilliseconds}" : "");
    }

    private static string Sign(Contiguity contiguity) => contiguity switch
    {
        Contiguity.Next => "!",
        Contiguity.FollowedBy => "~",
        _ => "*",
    };
}
