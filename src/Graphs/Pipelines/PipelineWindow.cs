using Millrace.Actors.Windows;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines;

/// <summary>A window of a pipeline.</summary>
/// <param name="Definition">What it computes.</param>
/// <param name="Key">The text field that keys its actors.</param>
/// <param name="To">The output that its results go to.</param>
public sealed record PipelineWindow(WindowDefinition Definition, Field Key, string To);
