namespace Millrace.Actors.Patterns;

/// <summary>What a match does to the matches that overlap it (rule 9 of the semantics).</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Step">The step that <see cref="SkipKind.ToFirst"/> and <see cref="SkipKind.ToLast"/> name; otherwise null.</param>
public sealed record SkipStrategy(SkipKind Kind, string? Step = null)
{
    /// <summary>All matches are emitted.</summary>
    public static readonly SkipStrategy NoSkip = new(SkipKind.None);

    /// <summary>Matches that begin with the same event are dropped.</summary>
    public static readonly SkipStrategy ToNext = new(SkipKind.ToNext);

    /// <summary>Matches that begin at or before the match's last event are dropped.</summary>
    public static readonly SkipStrategy PastLastEvent = new(SkipKind.PastLastEvent);

    /// <summary>Matches that begin before the first event of a step are dropped.</summary>
    public static SkipStrategy ToFirst(string step) => new(SkipKind.ToFirst, step);

    /// <summary>Matches that begin before the last event of a step are dropped.</summary>
    public static SkipStrategy ToLast(string step) => new(SkipKind.ToLast, step);
}
