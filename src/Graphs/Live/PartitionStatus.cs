using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Graphs.Live;

/// <summary>Where a partition stands, as of its last step. Immutable.</summary>
public sealed record PartitionStatus
{
    /// <summary>The partition's name: <c>topic/number</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it does at the moment.</summary>
    public required PartitionState State { get; init; }

    /// <summary>Why it is in that state, for a person; empty when there is nothing to say.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The fencing epoch.</summary>
    public long Epoch { get; init; }

    /// <summary>The next offset to be taken in.</summary>
    public long Offset { get; init; }

    /// <summary>The offset at which the source ends.</summary>
    public long EndOffset { get; init; }

    /// <summary>The watermark; <see cref="EventTime.MinValue"/> before the first reading, and under per-key clocks always.</summary>
    public EventTime Watermark { get; init; }

    /// <summary>The highest event time taken in; <see cref="EventTime.MinValue"/> before the first reading.</summary>
    public EventTime HighestTime { get; init; }

    /// <summary>What has been counted since the pipeline's first reading.</summary>
    public ShardStatistics Statistics { get; init; }

    /// <summary>Keys whose actors are in memory.</summary>
    public long ResidentKeys { get; init; }

    /// <summary>About the bytes of their state.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>The number of the last checkpoint; 0 when there is none.</summary>
    public long CheckpointNumber { get; init; }

    /// <summary>When the last checkpoint of this run was written; null when none was yet.</summary>
    public DateTimeOffset? CheckpointTime { get; init; }

    /// <summary>How long its barrier held up the shards.</summary>
    public TimeSpan CheckpointPause { get; init; }

    /// <summary>How long it took to be written.</summary>
    public TimeSpan CheckpointDuration { get; init; }

    /// <summary>The bytes of its changed actors.</summary>
    public long CheckpointBytes { get; init; }

    /// <summary>Its changed keys.</summary>
    public long CheckpointKeys { get; init; }

    /// <summary>Bytes of decoded records that wait for their shards.</summary>
    public long MailboxBytes { get; init; }

    /// <summary>Bytes of outputs that sinks have not delivered yet.</summary>
    public long BacklogBytes { get; init; }

    /// <summary>The offset lag: records of the source that are not taken in yet.</summary>
    public long OffsetLag => EndOffset - Offset;
}
