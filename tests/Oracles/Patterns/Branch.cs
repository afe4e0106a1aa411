using System.Collections.Immutable;

namespace Millrace.Oracles.Patterns;

/// <summary>A run up to some event: what it has taken, and what is forbidden from there to the next event that it takes.</summary>
internal sealed record Branch(ImmutableList<TakenEvent> Taken, ImmutableList<Guard> Guards)
{
    public static readonly Branch Empty = new([], []);

    public int First => Taken[0].Event;

    public int Last => Taken[^1].Event;

    public Branch Take(int step, int place) => new(Taken.Add(new TakenEvent(step, place)), []);

    /// <summary>A negation lies between two events, so there is none before the first: rule 2.</summary>
    public Branch Guarded(Guard guard) => Taken.IsEmpty && guard is Guard.Negation ? this : this with { Guards = Guards.Add(guard) };
}
