using System.Collections.Immutable;

namespace Millrace.Graphs.Pipelines;

/// <summary>What came of loading a pipeline: a definition, or everything that is wrong with it. Immutable.</summary>
/// <param name="Definition">The pipeline; null when there are errors.</param>
/// <param name="Errors">All errors in the order of their place; empty exactly when there is a definition.</param>
/// <param name="Text">The text that was read, to show the lines that are wrong.</param>
public sealed record PipelineLoad(PipelineDefinition? Definition, ImmutableArray<PipelineError> Errors, string Text)
{
    /// <summary>The definition, for a program whose pipeline is part of itself.</summary>
    /// <exception cref="ArgumentException">There are errors; the message shows all of them.</exception>
    public PipelineDefinition Require() => Definition ?? throw new ArgumentException($"The pipeline has errors.\n\n{PipelineErrorText.Format(this)}");
}
