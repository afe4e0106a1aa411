namespace Millrace.Actors.Patterns;

/// <summary>A condition on a reading and on the events that a partial match has taken. Pure; used by one thread at a time.</summary>
public abstract class MatchCondition(string text)
{
    /// <summary>The condition in a canonical form: its identity.</summary>
    public string Text { get; } = text;

    /// <summary>Whether the reading may be taken.</summary>
    /// <param name="current">The reading.</param>
    /// <param name="taken">The events taken so far, of every step; without <paramref name="current"/>.</param>
    public abstract bool Test(PatternEvent current, ITakenEvents taken);

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
