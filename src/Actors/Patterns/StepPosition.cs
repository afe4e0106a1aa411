namespace Millrace.Actors.Patterns;

/// <summary>A position of the automaton: the step whose event was taken last.</summary>
internal sealed class StepPosition
{
    public StepPosition(Hop[] hops, LoopOperation[][] ends)
    {
        Untils = UntilsOf(hops);
        foreach (var hop in hops)
        {
            hop.GreedyEnded = [.. hop.Greedy.Select(g => FlagsOf(g.Untils))];
            hop.Ended = FlagsOf(hop.Untils);
        }

        foreach (var until in Untils)
            Interest |= until.Bit;
        Flags = FlagsOf(Untils);

        Hops = hops;
        Ends = ends;
        for (var i = 0; i < hops.Length; i++)
        {
            Interest |= hops[i].Interest;
            if (hops[i].IsStrict)
                Strict |= 1UL << i;
            if (hops[i].Operations.Length == 0)
                Uncounted |= 1UL << i;
            HasLimits |= hops[i].Limit != long.MaxValue || (hops[i].Target == Hop.End && hops[i].Negations.Any(n => n.Limit != long.MaxValue));
            Waits |= hops[i].Target == Hop.End && !hops[i].EndsWithNext;
        }
    }

    /// <summary>The flag of an until: hops count from the lowest bit, these from the highest.</summary>
    public static ulong EndedFlag(int until) => 1UL << (63 - until);

    /// <summary>What ends the greedy loops that the hops leave or pass by, and the loops that they stay inside. Snapshots rely on the order.</summary>
    public static StepTest[] UntilsOf(Hop[] hops) => [.. hops.SelectMany(h => h.Greedy).SelectMany(g => g.Untils).Concat(hops.SelectMany(h => h.Untils)).Distinct()];

    public Hop[] Hops { get; }

    /// <summary>The counters with which the pattern is complete here; one must pass.</summary>
    public LoopOperation[][] Ends { get; }

    /// <summary>What ends loops that matter to the hops, by flag.</summary>
    public StepTest[] Untils { get; }

    /// <summary>All flags of <see cref="Untils"/>.</summary>
    public ulong Flags { get; }

    /// <summary>A reading with none of these bits changes nothing here, unless it is the very next and <see cref="Strict"/> is not empty.</summary>
    public ulong Interest { get; }

    /// <summary>The hops that the very next reading decides.</summary>
    public ulong Strict { get; }

    /// <summary>The hops that ask no counter.</summary>
    public ulong Uncounted { get; }

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

    private ulong FlagsOf(StepTest[] untils) => untils.Aggregate(0UL, (flags, until) => flags | EndedFlag(Array.IndexOf(Untils, until)));

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
