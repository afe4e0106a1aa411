using System.Collections.Immutable;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;

namespace Millrace.Graphs.Live;

/// <summary>Which output each thing that a shard emits goes to.</summary>
internal sealed class OutputRoutes(PipelineDefinition pipeline, IEnumerable<PipelineTable> tables)
{
    private readonly int[] results = [.. tables.Select(table => pipeline.Outputs.IndexOf(table.To))];
    private readonly int late = pipeline.Outputs.IndexOf(pipeline.Late);
    private readonly int deadLetters = pipeline.Outputs.IndexOf(pipeline.DeadLetters);
    private readonly int notices = pipeline.Outputs.IndexOf(PipelineDefinition.Notices);

    /// <summary>All outputs of the pipeline; routes are places among them.</summary>
    public ImmutableArray<string> Names { get; } = pipeline.Outputs;

    /// <summary>The place of an output's name among <see cref="Names"/>.</summary>
    public int Of(in Output output) => output.Kind switch
    {
        OutputKind.Late => late,
        OutputKind.DeadLetter => deadLetters,
        OutputKind.Notice => notices,
        _ => results[output.Table],
    };
}
