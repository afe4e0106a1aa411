using Millrace.Graphs.Pipelines.Expressions;

namespace Millrace.Graphs.Pipelines;

/// <summary>Something wrong in a pipeline file. <see cref="ToString"/> is the line that compilers print: <c>file:line:column: message</c>.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="At">Where.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Mend">How to put it right; empty when the message says it all.</param>
public sealed record PipelineError(string File, SourcePosition At, string Message, string Mend = "")
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{At.Line}:{At.Column}: {Message}";
}
