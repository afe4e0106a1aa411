namespace Millrace.Actors.Patterns;

/// <summary>A condition as the matcher asks it: a bit among the plain conditions of the reading, and the part that looks at the events taken.</summary>
internal sealed class StepTest(ulong bit, StepCondition source, StepTest[] untils)
{
    /// <summary>The bit of the plain condition; an absent one has the bit that every reading has.</summary>
    public ulong Bit { get; } = bit;

    /// <summary>What ends the step's loop and the loops around it, inside out: a reading that fulfils one is never taken.</summary>
    public StepTest[] Untils { get; } = untils;

    /// <summary>Whether the condition holds; until is asked apart, with <see cref="IsEnded"/>.</summary>
    public bool Holds(ulong bits, PatternEvent current, ITakenEvents taken) =>
        (bits & Bit) != 0 && (source.Iterative is null || source.Iterative.Test(current, taken));

    /// <summary>Whether the reading ends a loop that the step lies in.</summary>
    public bool IsEnded(ulong bits, PatternEvent current, ITakenEvents taken)
    {
        foreach (var until in Untils)
        {
            if (until.Holds(bits, current, taken))
                return true;
        }

        return false;
    }

    /// <summary>Whether this surely holds whenever the other does.</summary>
    public bool Covers(StepTest other) => Bit == other.Bit && source.Iterative is null;
}
