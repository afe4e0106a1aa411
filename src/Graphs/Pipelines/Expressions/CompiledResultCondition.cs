using Millrace.Actors.Windows;

namespace Millrace.Graphs.Pipelines.Expressions;

internal delegate bool ResultTest(double[] values, TextTest[] tests, TextMap[] maps);

/// <summary>A condition on the values of a result, compiled from an expression. Expression trees know no spans, so the values are copied into an array kept for that.</summary>
internal sealed class CompiledResultCondition(string text, ResultTest test, TextTest[] tests, TextMap[] maps, int valueCount) : ResultCondition(text)
{
    private readonly double[] scratch = new double[valueCount];

    public override bool Test(ReadOnlySpan<double> values)
    {
        values[..valueCount].CopyTo(scratch);
        return test(scratch, tests, maps);
    }
}
