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

    /// <summary>Where passivated actors are kept; null (the default) when none are passivated.</summary>
    public IPassivationStore? Passivation { get; init; }
}
