namespace Millrace.Graphs.Sinks;

/// <summary>What a sink does at the moment.</summary>
public enum SinkState
{
    /// <summary>Everything that may be let out is delivered.</summary>
    Idle,

    /// <summary>It has something to deliver.</summary>
    Delivering,

    /// <summary>At least one partition of an output waits after a failure; the others go on.</summary>
    Retrying,

    /// <summary>Nothing is delivered any more.</summary>
    Stopped,
}
