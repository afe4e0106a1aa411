namespace Millrace.Actors.Descriptions;

/// <summary>What kind of actor a description is of.</summary>
public enum ActorKind
{
    /// <summary>A tumbling, sliding or cumulating window.</summary>
    Window,

    /// <summary>A session window.</summary>
    Session,

    /// <summary>A count window.</summary>
    Count,

    /// <summary>A lookback window.</summary>
    Lookback,

    /// <summary>A pattern detector.</summary>
    Pattern,

    /// <summary>An actor of a developer's own.</summary>
    Actor,
}
