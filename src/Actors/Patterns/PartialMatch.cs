namespace Millrace.Actors.Patterns;

/// <summary>A partial match: what it took, where its loops stand, which ways on are still open.</summary>
internal struct PartialMatch
{
    public MatchNode Node;
    public ulong Counters;

    /// <summary>The ways on, by index of the hop among those of the position; from the highest bit down the loops that until has ended, as in <see cref="StepPosition.EndedFlag"/>.</summary>
    public ulong Open;

    /// <summary>When time alone changes something here, milliseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long Due;
}
