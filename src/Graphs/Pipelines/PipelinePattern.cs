using Millrace.Actors.Patterns;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines;

/// <summary>A pattern of a pipeline.</summary>
/// <param name="Definition">What it matches.</param>
/// <param name="Key">The text field that keys its actors.</param>
/// <param name="To">The output that its matches and timeouts go to.</param>
public sealed record PipelinePattern(PatternDefinition Definition, Field Key, string To);
