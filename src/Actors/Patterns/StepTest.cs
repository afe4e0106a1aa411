namespace Millrace.Actors.Patterns;

/// <summary>A condition as the matcher asks it: a bit among the plain conditions of the reading, and the part that looks at the events taken.</summary>
internal sealed class StepTest(ulong bit, StepCondition source, StepTest? unless)
{
    /// <summary>The bit of the plain condition; an absent one has the bit that every reading has.</summary>
    public ulong Bit { get; } = bit;

    /// <summary>All bits that its outcome can depend on are here: without this one it cannot hold.</summary>
    public StepTest? Unless { get; } = unless;

    /// <summary>Whether the condition holds (and the one in <see cref="Unless"/>, the loop's until, does not).</summary>
    public bool Holds(ulong bits, PatternEvent current, ITakenEvents taken) =>
        (bits & Bit) != 0
        && (source.Iterative is null || source.Iterative.Test(current, taken))
        && (Unless is null || !Unless.Holds(bits, current, taken));

    /// <summary>Whether this surely holds whenever the other does.</summary>
    public bool Covers(StepTest other) => Bit == other.Bit && source.Iterative is null && Unless is null;
}
