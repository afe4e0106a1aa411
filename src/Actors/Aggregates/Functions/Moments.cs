using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary>
/// Number, mean and sum of squared deviations, one value at a time (B. P. Welford, 1962), merged by the pairwise formula
/// (T. F. Chan, G. H. Golub, R. J. LeVeque, 1979): no difference of large sums, so a small spread around a large mean keeps its digits.
/// </summary>
internal struct Moments
{
    private long count;
    private double mean;
    private double squares;

    /// <summary>The sample variance, n - 1 in the denominator; NaN for fewer than two values.</summary>
    public readonly double Variance => count < 2 ? double.NaN : squares / (count - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        if (double.IsNaN(value))
            return;
        count++;
        var deviation = value - mean;
        mean += deviation / count;
        squares += deviation * (value - mean);
    }

    public void Merge(in Moments other)
    {
        if (other.count == 0)
            return;
        if (count == 0)
        {
            this = other;
            return;
        }

        var total = count + other.count;
        var difference = other.mean - mean;
        mean += difference * other.count / total;
        squares += other.squares + (difference * difference * ((double)count * other.count / total));
        count = total;
    }

    public readonly void Snapshot(StateWriter writer)
    {
        writer.Integer(count);
        writer.Number(mean);
        writer.Number(squares);
    }

    public static Moments Restore(ref StateReader reader)
    {
        var count = reader.Integer();
        var mean = reader.Number();
        return new() { count = count, mean = mean, squares = reader.Number() };
    }
}
