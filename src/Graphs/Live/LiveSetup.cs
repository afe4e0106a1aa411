using Millrace.Actors.Checkpoints;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sinks;
using Millrace.Messages;

namespace Millrace.Graphs.Live;

/// <summary>What a pipeline needs to run. Log, store and sinks stay the caller's, to be disposed of once the pipeline has stopped.</summary>
public sealed record LiveSetup
{
    /// <summary>Loads the pipeline for one shard, bound to the symbols it is given; called once for each shard and always with the same result.</summary>
    public required Func<SymbolTable, PipelineDefinition> Pipeline { get; init; }

    /// <summary>The embedded log: holds the source topic, the outputs, and the re-partition topics.</summary>
    public required EmbeddedLog Log { get; init; }

    /// <summary>Where checkpoints and the positions of sinks are kept.</summary>
    public required ICheckpointStore Store { get; init; }

    /// <summary>How it runs.</summary>
    public LiveOptions Options { get; init; } = new();

    /// <summary>The wall clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The partitions of the source topic if it is not there yet; default 1. An existing topic keeps those it has.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Told what an operator should know of; on any thread, and must return soon.</summary>
    public Action<LiveEvent> Report { get; init; } = static _ => { };

    /// <summary>The sinks, each with the outputs that it takes.</summary>
    public IReadOnlyList<(ISink Sink, IReadOnlyList<string> Outputs)> Sinks { get; init; } = [];

    /// <summary>Rows a batch, where a test wants few; null for what is fast.</summary>
    internal int? BatchRows { get; init; }

    /// <summary>Whether the shards of a partition take turns on one thread, so that one seed is one run.</summary>
    internal bool OneThread { get; init; }
}
