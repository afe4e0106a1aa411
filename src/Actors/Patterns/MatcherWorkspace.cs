namespace Millrace.Actors.Patterns;

/// <summary>Memory that all matchers of one thread share while they work; it holds nothing between calls.</summary>
public sealed class MatcherWorkspace
{
    internal TakenEvents Taken { get; } = new();

    /// <summary>The nodes made of the present event, by what they follow: equal ones are one node.</summary>
    internal Dictionary<(MatchNode? Parent, int Step), MatchNode> Nodes { get; } = [];

    /// <summary>The partial matches made of the present event, so that two runs that came to the same are one.</summary>
    internal HashSet<(MatchNode Node, ulong Counters)> States { get; } = [];

    internal List<MatchNode> TimedOut { get; } = [];

    /// <summary>The nodes completed by time at this moment.</summary>
    internal HashSet<MatchNode> Completed { get; } = [];

    internal PartialMatch[] Next = new PartialMatch[16];

    internal int NextCount { get; set; }

    internal void Clear()
    {
        Array.Clear(Next, 0, NextCount);
        NextCount = 0;
        if (Nodes.Count == 0)
            return;
        Nodes.Clear();
        States.Clear();
    }

    internal void Append(in PartialMatch partial)
    {
        if (NextCount == Next.Length)
            Array.Resize(ref Next, NextCount * 2);
        Next[NextCount++] = partial;
    }
}
