using Millrace.Actors.Aggregates;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines;

/// <summary>What a pipeline is loaded into.</summary>
public sealed record PipelineOptions
{
    /// <summary>The table of the batches that the pipeline will be given; null (the default) for a new one.</summary>
    public SymbolTable? Symbols { get; init; }

    /// <summary>The aggregate functions by name; default the built-in ones.</summary>
    public AggregateFunctions Functions { get; init; } = AggregateFunctions.BuiltIn;
}
