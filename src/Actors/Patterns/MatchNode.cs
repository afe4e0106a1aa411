namespace Millrace.Actors.Patterns;

/// <summary>
/// An event taken in a step, after what was taken before it. Nodes never change, so partial matches share their beginnings;
/// with one parent, one event and one step there is one node, so two nodes are the same object exactly when they say the same.
/// </summary>
internal sealed class MatchNode
{
    public MatchNode(MatchNode? parent, PatternEvent taken, int step, long position)
    {
        Parent = parent;
        Root = parent?.Root ?? this;
        Event = taken;
        Step = step;
        Position = position;
    }

    public MatchNode? Parent { get; }

    /// <summary>The first event taken.</summary>
    public MatchNode Root { get; }

    public PatternEvent Event { get; }

    public int Step { get; }

    /// <summary>The place of the event among all that the matcher was given.</summary>
    public long Position { get; }

    /// <summary>What was computed of the events up to here.</summary>
    public TakenFigures? Figures { get; set; }

    /// <summary>Whether a match that ends here was reported.</summary>
    public bool IsComplete { get; set; }

    public long Time => Event.Time.Milliseconds;
}
