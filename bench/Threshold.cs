using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Bench;

/// <summary>A condition on one number, written by hand: what the expression compiler makes of <c>value &gt; limit</c>.</summary>
public sealed class Threshold(Field field, double limit, bool above) : Condition($"{field.Name} {(above ? '>' : '<')} {limit}")
{
    public override void Evaluate(ReadingBatch batch, int from, int to, bool[] into)
    {
        var values = batch.Numbers[field.Column];
        if (above)
        {
            for (var row = from; row < to; row++)
                into[row] = values[row] > limit;
        }
        else
        {
            for (var row = from; row < to; row++)
                into[row] = values[row] < limit;
        }
    }
}
