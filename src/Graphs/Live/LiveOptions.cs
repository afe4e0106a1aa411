namespace Millrace.Graphs.Live;

/// <summary>How a pipeline runs on one machine. All bounds in bytes are for each partition.</summary>
public sealed record LiveOptions
{
    /// <summary>When outputs are let out; default <see cref="Delivery.ExactlyOnce"/>.</summary>
    public Delivery Delivery { get; init; } = Delivery.ExactlyOnce;

    /// <summary>The wall-clock time between two checkpoints of a partition; 10 ms to 1 h, default 1 s. The next begins once the last is written.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Shards that share the keys of a partition, each on a thread of its own; 1 to 64, default 1. May differ from run to run. One where there is a single partition and something is keyed by a field that does not follow from the source's key.</summary>
    public int ShardsPerPartition { get; init; } = 1;

    /// <summary>Whether a start waits until the state of all actors is in memory; default no: each actor comes with its first reading or timer.</summary>
    public bool LoadAtStart { get; init; }

    /// <summary>About the most bytes of actors' state in memory, all shards of a partition together; null (the default) for no bound. Beyond it the least recently used go back to the store.</summary>
    public long? StateBytes { get; init; }

    /// <summary>Bytes of raw records that are read from the log at a time; 4 KiB to 16 MiB, default 512 KiB.</summary>
    public int FetchBytes { get; init; } = 512 * 1024;

    /// <summary>The most bytes of records that wait, decoded, for their shards; default 4 MiB.</summary>
    public int MailboxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The most bytes of outputs that sinks have not delivered yet; beyond it the partition pauses. Default 256 MiB, on disk.</summary>
    public long BacklogBytes { get; init; } = 256 * 1024 * 1024;
}
