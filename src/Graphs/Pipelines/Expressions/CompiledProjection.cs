using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>The rows of a batch in one call: the loop is in the compiled code.</summary>
internal delegate void ProjectionLoop(ReadingBatch batch, int from, int to, double[] into, TextTest[] tests, TextMap[] maps);

/// <summary>A projection compiled from an expression.</summary>
internal sealed class CompiledProjection(string text, FieldType type, ProjectionLoop loop, TextTest[] tests, TextMap[] maps) : Projection(text, type)
{
    public override void Evaluate(ReadingBatch batch, int from, int to, double[] into) => loop(batch, from, to, into, tests, maps);
}
