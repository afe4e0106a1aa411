using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>The rows of a batch in one call: the loop is in the compiled code.</summary>
internal delegate void ConditionLoop(ReadingBatch batch, int from, int to, bool[] into, TextTest[] tests, TextMap[] maps);

/// <summary>A condition compiled from an expression.</summary>
internal sealed class CompiledCondition(string text, ConditionLoop loop, TextTest[] tests, TextMap[] maps) : Condition(text)
{
    public override void Evaluate(ReadingBatch batch, int from, int to, bool[] into) => loop(batch, from, to, into, tests, maps);
}
