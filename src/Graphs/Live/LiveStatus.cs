using System.Collections.Immutable;
using Millrace.Graphs.Sinks;

namespace Millrace.Graphs.Live;

/// <summary>How a pipeline stands at a moment. Immutable.</summary>
/// <param name="Partitions">Its partitions: those of the source, then those of re-partition topics.</param>
/// <param name="Sinks">Its sinks.</param>
public sealed record LiveStatus(ImmutableArray<PartitionStatus> Partitions, ImmutableArray<SinkStatus> Sinks)
{
    /// <summary>Whether every partition takes in readings: started, and neither failed nor stopped.</summary>
    public bool IsRunning => Partitions.All(partition => partition.State is PartitionState.Running or PartitionState.Paused or PartitionState.Degraded);
}
