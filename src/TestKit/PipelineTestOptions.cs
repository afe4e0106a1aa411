using Millrace.Actors.Aggregates;
using Millrace.Graphs.Live;

namespace Millrace.TestKit;

/// <summary>How a pipeline runs in a <see cref="PipelineTest"/>. Except for <see cref="Start"/> and <see cref="Seed"/>, results must not depend on any of it.</summary>
public sealed record PipelineTestOptions
{
    /// <summary>What the clock shows at first; default 2026-01-01T00:00:00Z.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The partitions of the source; 1 to 1024, default 1.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>The shards that share the keys of a partition; 1 to 64, default 1. They take turns on the test's thread.</summary>
    public int ShardsPerPartition { get; init; } = 1;

    /// <summary>When outputs are let out; default <see cref="Delivery.ExactlyOnce"/>: with the checkpoint that holds what brought them about.</summary>
    public Delivery Delivery { get; init; } = Delivery.ExactlyOnce;

    /// <summary>How much wall-clock time lies between two checkpoints while the clock is moved; default 1 s. <see cref="TimeSpan.Zero"/>: none but those that the test asks for.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>About the most bytes of actors' state in memory for each partition; 0 sends every actor back to the store at each checkpoint. Null (the default) for no bound.</summary>
    public long? StateBytes { get; init; }

    /// <summary>The most bytes of outputs that sinks have not delivered; beyond it the partition pauses. Default 256 MiB.</summary>
    public long BacklogBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>What the names of aggregate functions mean in a pipeline file; default the built-in ones.</summary>
    public AggregateFunctions Functions { get; init; } = AggregateFunctions.BuiltIn;

    /// <summary>Decides what a loss of power leaves of what was not synced; default 0.</summary>
    public int Seed { get; init; }
}
