namespace Millrace.Actors.Patterns;

/// <summary>A partial match: what it took, where its loops stand, which ways on are still open.</summary>
internal struct PartialMatch
{
    /// <summary>In <see cref="Open"/>: until has ended the loop of the step taken last.</summary>
    public const ulong LoopEnded = 1UL << 63;

    public MatchNode Node;
    public ulong Counters;

    /// <summary>By index of the hop among those of the position.</summary>
    public ulong Open;

    /// <summary>When time alone changes something here, milliseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long Due;
}
