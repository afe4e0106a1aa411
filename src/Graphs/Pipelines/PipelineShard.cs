using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Actors.Windows;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Pipelines;

/// <summary>A pipeline as a shard: a table of actors for each window, then for each pattern, then for each kind of actor of a developer's own.</summary>
public static class PipelineShard
{
    /// <summary>A new shard that runs the pipeline.</summary>
    /// <param name="pipeline">The pipeline; its conditions and symbols are for this shard alone.</param>
    /// <param name="partitions">How many partitions feed the shard.</param>
    public static Shard Create(PipelineDefinition pipeline, int partitions) =>
        new(
            new ShardOptions(pipeline.Schema, pipeline.Symbols) { Watermark = pipeline.Watermark, Partitions = partitions },
            Tables(pipeline).Select(table => table.Actors));

    /// <summary>What the tables of the shard emit, in their order.</summary>
    public static ImmutableArray<OutputSchema> Schemas(PipelineDefinition pipeline) => [.. Tables(pipeline).Select(table => table.Schema)];

    /// <summary>New tables for one shard: windows, patterns, then actors of a developer's own, in the order of the pipeline.</summary>
    internal static IEnumerable<PipelineTable> Tables(PipelineDefinition pipeline) =>
    [
        .. pipeline.Windows.Select(window => new PipelineTable(
            WindowActors.Create(window.Definition, window.Key, pipeline.Functions),
            new OutputSchema(window.Definition.Name, [.. window.Definition.Aggregates.Select(aggregate => (aggregate.Name, aggregate.ResultType))]),
            window.To)),
        .. pipeline.Patterns.Select(pattern => new PipelineTable(
            new PatternDetectors(PatternProgram.Compile(pattern.Definition), pattern.Key), new OutputSchema(pattern.Definition.Name, []), pattern.To)),
        .. pipeline.Actors.Select(actor => new PipelineTable(actor.Create(), new OutputSchema(actor.Name, actor.Values), actor.To)),
    ];
}
