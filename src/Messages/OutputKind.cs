namespace Millrace.Messages;

/// <summary>What an output record says.</summary>
public enum OutputKind : byte
{
    /// <summary>The result of a window.</summary>
    Window,

    /// <summary>A match of a pattern.</summary>
    Match,

    /// <summary>A partial match that ran out of time.</summary>
    Timeout,

    /// <summary>Values that an actor of a developer's own emitted.</summary>
    Actor,

    /// <summary>A reading that came too late.</summary>
    Late,

    /// <summary>A record that could not be read, or whose handler threw.</summary>
    DeadLetter,

    /// <summary>Something the operator should know: a cap reached, an actor stopped.</summary>
    Notice,
}
