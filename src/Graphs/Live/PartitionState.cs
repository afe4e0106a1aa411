namespace Millrace.Graphs.Live;

/// <summary>What a partition does at the moment.</summary>
public enum PartitionState
{
    /// <summary>Its state is being loaded.</summary>
    Starting,

    /// <summary>It takes in readings, or has taken in all there are.</summary>
    Running,

    /// <summary>It waits until sinks have delivered what they have.</summary>
    Paused,

    /// <summary>It cannot write checkpoints at the moment, so that outputs that wait for one stay back; or it cannot write outputs, and takes in nothing until it can.</summary>
    Degraded,

    /// <summary>It cannot go on: the reason says why and what to do.</summary>
    Failed,

    /// <summary>It has stopped, its last checkpoint written.</summary>
    Stopped,
}
