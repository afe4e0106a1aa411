namespace Millrace.Actors.Patterns;

/// <summary>A condition as the matcher asks it: a bit among the plain conditions of the reading, and the part that looks at the events taken.</summary>
internal sealed class StepTest(ulong bit, StepCondition source, StepTest? until)
{
    /// <summary>The bit of the plain condition; an absent one has the bit that every reading has.</summary>
    public ulong Bit { get; } = bit;

    /// <summary>What ends the step's loop; null when nothing does.</summary>
    public StepTest? Until { get; } = until;

    /// <summary>Whether the condition holds; until is asked apart.</summary>
    public bool Holds(ulong bits, PatternEvent current, ITakenEvents taken) =>
        (bits & Bit) != 0 && (source.Iterative is null || source.Iterative.Test(current, taken));

    /// <summary>Whether this surely holds whenever the other does.</summary>
    public bool Covers(StepTest other) => Bit == other.Bit && source.Iterative is null;
}
