namespace Millrace.Actors.Patterns;

/// <summary>How often an element is taken.</summary>
/// <param name="Min">At least so often; 0 only through <see cref="Optional"/>.</param>
/// <param name="Max">At most so often; null without limit.</param>
public sealed record Quantifier(int Min, int? Max)
{
    /// <summary>Exactly once.</summary>
    public static readonly Quantifier Once = new(1, 1);

    /// <summary>Or not at all.</summary>
    public bool Optional { get; init; }

    /// <summary>As often as possible (rule 5 of the semantics).</summary>
    public bool Greedy { get; init; }

    /// <summary>How the events of one loop lie to each other: relaxed, strict (<c>consecutive</c>) or all choices (<c>combinations</c>).</summary>
    public Contiguity Inner { get; init; } = Contiguity.FollowedBy;

    /// <summary>Whether the element can be taken more than once.</summary>
    public bool IsLoop => Max is null or > 1;
}
