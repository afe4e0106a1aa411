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
            [
                .. pipeline.Windows.Select(window => WindowActors.Create(window.Definition, window.Key, pipeline.Functions)),
                .. pipeline.Patterns.Select(pattern => new PatternDetectors(PatternProgram.Compile(pattern.Definition), pattern.Key)),
                .. pipeline.Actors.Select(actor => actor.Create()),
            ]);

    /// <summary>What the tables of the shard emit, in their order.</summary>
    public static ImmutableArray<OutputSchema> Schemas(PipelineDefinition pipeline) =>
    [
        .. pipeline.Windows.Select(window => new OutputSchema(
            window.Definition.Name, [.. window.Definition.Aggregates.Select(aggregate => (aggregate.Name, aggregate.ResultType))])),
        .. pipeline.Patterns.Select(pattern => new OutputSchema(pattern.Definition.Name, [])),
        .. pipeline.Actors.Select(actor => new OutputSchema(actor.Name, actor.Values)),
    ];
}
