namespace Millrace.Actors.Patterns;

/// <summary>One way on from a step just taken: to the event of another step, or to the end of the pattern when that has to be waited for.</summary>
internal sealed class Hop
{
    /// <summary>The <see cref="Target"/> of a hop that completes the pattern.</summary>
    public const int End = -1;

    /// <summary>The step whose event is taken, or <see cref="End"/>.</summary>
    public required int Target { get; init; }

    public required Contiguity Contiguity { get; init; }

    /// <summary>The gap to the event before is less than this, milliseconds.</summary>
    public required long Limit { get; init; }

    /// <summary>What the target asks; null for the end.</summary>
    public required StepTest? Take { get; init; }

    public required NegationGuard[] Negations { get; init; }

    /// <summary>The greedy loops left or passed by: a reading that they would take closes this way.</summary>
    public required StepTest[] Greedy { get; init; }

    /// <summary>For each of <see cref="Greedy"/> the flags in <see cref="PartialMatch.Open"/> of which each says that until has ended it; 0 without until.</summary>
    public ulong[] GreedyEnded { get; set; } = [];

    /// <summary>What ends the loops that it stays inside: none of these may come, up to and including the reading taken.</summary>
    public required StepTest[] Untils { get; init; }

    /// <summary>The flags in <see cref="PartialMatch.Open"/> of <see cref="Untils"/>.</summary>
    public ulong Ended { get; set; }

    public required LoopOperation[] Operations { get; init; }

    /// <summary>Whether the end comes with the next reading (a negated next) and not with time.</summary>
    public bool EndsWithNext => Target == End && Negations.All(n => n.NextOnly);

    /// <summary>Whether the very next reading decides it.</summary>
    public bool IsStrict => Contiguity == Contiguity.Next || EndsWithNext;

    /// <summary>The bits of which a reading must have one to change anything here, the next reading apart.</summary>
    public ulong Interest
    {
        get
        {
            var bits = Take?.Bit ?? 0;
            foreach (var negation in Negations)
                bits |= negation.Test.Bit;
            foreach (var test in Greedy)
                bits |= test.Bit;
            return bits;
        }
    }

    /// <summary>Whether some condition on it forbids every reading that it could take.</summary>
    public bool IsImpossible =>
        Take is not null
        && (Negations.Any(n => n.Limit == long.MaxValue && (!n.NextOnly || Contiguity == Contiguity.Next) && n.Test.Covers(Take))
            || Greedy.Any(g => g.Covers(Take))
            || Take.Untils.Any(u => u.Covers(Take)));

    public bool TryCount(ref ulong counters)
    {
        foreach (var operation in Operations)
        {
            if (!operation.TryApply(ref counters))
                return false;
        }

        return true;
    }
}
