namespace Millrace.Actors.Patterns;

/// <summary>A pattern-detector actor in its table: sixteen bytes while nothing is open.</summary>
internal struct DetectorSlot
{
    public DetectorState? State;
    private ulong counted;

    /// <summary>The number of the next reading that matters.</summary>
    public long NextSequence
    {
        readonly get => (long)(counted >> 3);
        set => counted = ((ulong)value << 3) | (counted & 7);
    }

    /// <summary>What was said about the key already.</summary>
    public PatternNotice Noticed
    {
        readonly get => (PatternNotice)(counted & 7);
        set => counted = (counted & ~7UL) | (ulong)value;
    }

    /// <summary>Whether the actor has seen anything worth keeping.</summary>
    public readonly bool IsKnown => counted != 0 || State is not null;
}
