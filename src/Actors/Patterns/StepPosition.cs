namespace Millrace.Actors.Patterns;

/// <summary>A position of the automaton: the step whose event was taken last.</summary>
internal sealed class StepPosition
{
    public StepPosition(Hop[] hops, LoopOperation[][] ends, StepTest? until)
    {
        Hops = hops;
        Ends = ends;
        Until = until;
        for (var i = 0; i < hops.Length; i++)
        {
            Interest |= hops[i].Interest;
            if (hops[i].IsStrict)
                Strict |= 1UL << i;
            if (hops[i].Operations.Length == 0)
                Uncounted |= 1UL << i;
            if (hops[i].IsOwnRound)
                OwnRounds |= 1UL << i;
            HasLimits |= hops[i].Limit != long.MaxValue || (hops[i].Target == Hop.End && hops[i].Negations.Any(n => n.Limit != long.MaxValue));
            Waits |= hops[i].Target == Hop.End && !hops[i].EndsWithNext;
        }

        Interest |= until?.Bit ?? 0;
    }

    public Hop[] Hops { get; }

    /// <summary>The counters with which the pattern is complete here; one must pass.</summary>
    public LoopOperation[][] Ends { get; }

    /// <summary>What ends the step's own loop.</summary>
    public StepTest? Until { get; }

    /// <summary>A reading with none of these bits changes nothing here, unless it is the very next and <see cref="Strict"/> is not empty.</summary>
    public ulong Interest { get; }

    /// <summary>The hops that the very next reading decides.</summary>
    public ulong Strict { get; }

    /// <summary>The hops that ask no counter.</summary>
    public ulong Uncounted { get; }

    /// <summary>The hops that until ends.</summary>
    public ulong OwnRounds { get; }

    /// <summary>Whether time can close a hop before the pattern's within does.</summary>
    public bool HasLimits { get; }

    /// <summary>Whether the pattern may be completed here by time.</summary>
    public bool Waits { get; }

    /// <summary>The hops that the counters allow.</summary>
    public ulong OpenHops(ulong counters)
    {
        var open = Uncounted;
        for (var i = 0; i < Hops.Length; i++)
        {
            var counted = counters;
            if ((open & (1UL << i)) == 0 && Hops[i].TryCount(ref counted))
                open |= 1UL << i;
        }

        return open;
    }

    /// <summary>Whether the pattern is complete here.</summary>
    public bool IsComplete(ulong counters)
    {
        foreach (var end in Ends)
        {
            var counted = counters;
            var passes = true;
            foreach (var operation in end)
                passes = passes && operation.TryApply(ref counted);
            if (passes)
                return true;
        }

        return false;
    }
}
