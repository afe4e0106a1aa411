using Millrace.Actors.Checkpoints;
using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>What a shard needs to know besides its tables.</summary>
/// <param name="Schema">The fields of a reading.</param>
/// <param name="Symbols">What the symbols of its batches stand for.</param>
public sealed record ShardOptions(ReadingSchema Schema, SymbolTable Symbols)
{
    /// <summary>How the shard knows how far event time has come.</summary>
    public WatermarkStrategy Watermark { get; init; } = new();

    /// <summary>The partitions that feed the shard, numbered from 0: its watermark is the least of theirs; default 1.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>An actor is stopped after so many failures without a success in between; at least 1, default 10.</summary>
    public int StopAfterFailures { get; init; } = 10;

    /// <summary>Which of the partition's keys the shard has; default all. Of rows that are not its own it sees the times alone, so that the clocks of all shards of a partition are the same.</summary>
    public RouteShare Share { get; init; } = RouteShare.All;

    /// <summary>
    /// The text field that the partition is keyed by: its value says which shard a row belongs to. All readings of one key must agree in it. Null (the default) when
    /// the shard has all keys and no shard ever shares them.
    /// </summary>
    public Field? RouteField { get; init; }

    /// <summary>
    /// Where actors are found that are not in memory: passivated, or not loaded since the start. With it the shard notes what changes, for <see cref="Shard.TakeChanges"/>.
    /// Null (the default) when there are no checkpoints: everything is in memory then.
    /// </summary>
    public IActorSource? Actors { get; init; }
}
