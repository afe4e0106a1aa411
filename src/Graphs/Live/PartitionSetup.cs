using Millrace.Actors.Checkpoints;
using Millrace.Graphs.Sources;
using Millrace.Messages;

namespace Millrace.Graphs.Live;

/// <summary>What the graph of a partition is made from.</summary>
internal sealed record PartitionSetup
{
    /// <summary>The partition's name in the store.</summary>
    public required string Name { get; init; }

    public required LiveOptions Options { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ReadingSchema Schema { get; init; }

    /// <summary>The symbols that decoder and shards share.</summary>
    public required SymbolTable Symbols { get; init; }

    public required IPartitionSource Source { get; init; }

    /// <summary>Where a partition begins that has no checkpoint yet.</summary>
    public required long FirstOffset { get; init; }

    public required IPortionDecoder Decoder { get; init; }

    public required PartitionOutputs Outputs { get; init; }

    public required ICheckpointStore Store { get; init; }

    /// <summary>Makes the worker of a shard by its index.</summary>
    public required Func<int, ShardWorker> CreateWorker { get; init; }

    /// <summary>Rows a batch.</summary>
    public int BatchRows { get; init; } = 4096;

    /// <summary>Whether rows carry the watermark of the partition that they come from.</summary>
    public bool CarriesWatermarks { get; init; }

    /// <summary>How many shards share the partition's keys.</summary>
    public int Shards => Options.ShardsPerPartition;

    /// <summary>Readings for keys that live in other partitions; null when there are none.</summary>
    public RekeyWriters? Rekeying { get; init; }

    /// <summary>Keeps a wall-clock time, milliseconds since the Unix epoch, before anybody acts on it: nothing may arrive before it any more, not even after a crash. Throws <see cref="Log.LogWriteException"/>.</summary>
    public required Action<long> KeepTime { get; init; }

    /// <summary>Brings to disk what <see cref="KeepTime"/> has kept. Throws <see cref="Log.LogWriteException"/>.</summary>
    public required Action SyncTime { get; init; }

    /// <summary>Bytes of outputs that are not delivered yet.</summary>
    public Func<long> Backlog { get; init; } = static () => 0;

    /// <summary>Told the offset up to which the source is no longer needed; on the committing thread.</summary>
    public Action<long> Committed { get; init; } = static _ => { };

    /// <summary>Does something for each shard: one after the other, or at the same time on threads of their own.</summary>
    public Action<ShardWorker[], Action<ShardWorker>> Run { get; init; } = OneAfterTheOther;

    /// <summary>On the calling thread; for one shard, and for tests in which one seed is one run.</summary>
    public static void OneAfterTheOther(ShardWorker[] workers, Action<ShardWorker> work)
    {
        foreach (var worker in workers)
            work(worker);
    }

    /// <summary>At the same time.</summary>
    public static void AtTheSameTime(ShardWorker[] workers, Action<ShardWorker> work) => Parallel.ForEach(workers, work);
}
