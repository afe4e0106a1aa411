namespace Millrace.Actors.Checkpoints;

/// <summary>
/// What the store holds of one key of one key field: the state of all its actors, and when they want to be woken. An empty state says that the key has none (any more).
/// Refers to memory of the <see cref="ActorRows"/> it stands in.
/// </summary>
public readonly ref struct ActorRow
{
    /// <summary>The name of the field that keys the actors.</summary>
    public required string KeyField { get; init; }

    /// <summary>The key, UTF-8.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    /// <summary>The hash by which a partition's keys are shared out among its shards: that of the value of the field that the partition is keyed by.</summary>
    public required uint Route { get; init; }

    /// <summary>The earliest event time, in milliseconds, that one of the actors waits for; <see cref="long.MaxValue"/> for none.</summary>
    public required long Due { get; init; }

    /// <summary>The earliest wall-clock time, milliseconds since the Unix epoch, that the key waits for (idle timeout, processing-time timers); <see cref="long.MaxValue"/> for none.</summary>
    public required long Wake { get; init; }

    /// <summary>The state, as the shard wrote it.</summary>
    public required ReadOnlySpan<byte> State { get; init; }
}
