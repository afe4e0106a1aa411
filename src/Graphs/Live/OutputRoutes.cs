using System.Collections.Immutable;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;

namespace Millrace.Graphs.Live;

/// <summary>Which output each thing that a shard emits goes to.</summary>
internal sealed class OutputRoutes
{
    private const int Kinds = (int)OutputKind.Notice + 1;
    private readonly int[] routes;

    /// <param name="pipeline">The pipeline.</param>
    /// <param name="tables">The names of the shard's tables, in their order.</param>
    public OutputRoutes(PipelineDefinition pipeline, IEnumerable<string> tables)
    {
        Names = pipeline.Outputs;
        string?[] sources = [null, .. tables];
        routes = [.. sources.SelectMany(table => Enumerable.Range(0, Kinds).Select(kind => Names.IndexOf(pipeline.OutputOf(table, (OutputKind)kind))))];
    }

    /// <summary>All outputs of the pipeline; routes are places among them.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The place of an output's name among <see cref="Names"/>.</summary>
    public int Of(in Output output) => routes[((output.Table + 1) * Kinds) + (int)output.Kind];
}
