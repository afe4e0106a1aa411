using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Sketches;

/// <summary>
/// Quantiles of any number of values in bounded memory: DDSketch (C. Masson, J. E. Rim, H. K. Lee, "DDSketch: a fast and fully-mergeable quantile
/// sketch with relative-error guarantees", VLDB 2019). The first values are kept as they are and answered exactly; from the 65th on a value is
/// counted in a bucket whose bounds differ by at most 2 %, so that the value that stands for the bucket is within 1 % of every value in it. Merging gives what
/// adding all values to one sketch would have given. One thread at a time.
/// </summary>
/// <remarks>
/// Values smaller than <see cref="BucketMapping.Smallest"/> in magnitude count as zero. Each sign has at most <see cref="BucketCounts.Limit"/> buckets,
/// 16 decades: values that are smaller in magnitude than that below the largest count in the smallest bucket kept.
/// </remarks>
public sealed class QuantileSketch
{
    /// <summary>How many values are kept as they are.</summary>
    public const int ExactLimit = 64;

    private const byte StateVersion = 1;

    private readonly BucketCounts positive = new();
    private readonly BucketCounts negative = new();
    private double[]? exact = new double[4];
    private int exactCount;
    private long zeros;
    private double minimum = double.PositiveInfinity;
    private double maximum = double.NegativeInfinity;

    /// <summary>How many values were added.</summary>
    public long Count => exact is not null ? exactCount : zeros + positive.Total + negative.Total;

    /// <summary>Adds a value; not NaN. An infinity counts as the largest double.</summary>
    public void Add(double value)
    {
        value = Math.Clamp(value, -double.MaxValue, double.MaxValue);
        if (exact is null)
        {
            AddToBucket(value);
            return;
        }

        if (exactCount == ExactLimit)
        {
            UseBuckets();
            AddToBucket(value);
            return;
        }

        if (exactCount == exact.Length)
            Array.Resize(ref exact, exactCount * 2);
        exact[exactCount++] = value;
    }

    /// <summary>Adds all values of another sketch, which stays as it is.</summary>
    public void Merge(QuantileSketch other)
    {
        if (other.exact is not null)
        {
            for (var i = 0; i < other.exactCount; i++)
                Add(other.exact[i]);
            return;
        }

        UseBuckets();
        positive.Merge(other.positive);
        negative.Merge(other.negative);
        zeros += other.zeros;
        minimum = Math.Min(minimum, other.minimum);
        maximum = Math.Max(maximum, other.maximum);
    }

    /// <summary>The value at position ceil(percentage * count / 100), counted from 1 and at least 1; NaN without values.</summary>
    /// <param name="percentage">From 0 to 100.</param>
    public double Quantile(double percentage)
    {
        var count = Count;
        if (count == 0)
            return double.NaN;
        var rank = Math.Clamp((long)Math.Ceiling(percentage * count / 100), 1, count);
        return exact is not null ? ExactAt(rank) : Math.Clamp(BucketAt(rank), minimum, maximum);
    }

    /// <summary>Writes the state.</summary>
    public void Snapshot(StateWriter writer)
    {
        writer.Version(StateVersion);
        writer.Flag(exact is not null);
        if (exact is not null)
        {
            writer.Count(exactCount);
            for (var i = 0; i < exactCount; i++)
                writer.Number(exact[i]);
            return;
        }

        writer.Number(minimum);
        writer.Number(maximum);
        writer.Integer(zeros);
        positive.Snapshot(writer);
        negative.Snapshot(writer);
    }

    /// <summary>Reads the state back.</summary>
    /// <exception cref="InvalidDataException">The state is cut off or written by a later program.</exception>
    public static QuantileSketch Restore(ref StateReader reader)
    {
        reader.Version(StateVersion);
        var sketch = new QuantileSketch();
        if (reader.Flag())
        {
            for (var rest = reader.Count(); rest > 0; rest--)
                sketch.Add(reader.Number());
            return sketch;
        }

        sketch.exact = null;
        sketch.minimum = reader.Number();
        sketch.maximum = reader.Number();
        sketch.zeros = reader.Integer();
        sketch.positive.Restore(ref reader);
        sketch.negative.Restore(ref reader);
        return sketch;
    }

    private void UseBuckets()
    {
        if (exact is null)
            return;
        foreach (var value in exact.AsSpan(0, exactCount))
            AddToBucket(value);
        exact = null;
    }

    private void AddToBucket(double value)
    {
        minimum = Math.Min(minimum, value);
        maximum = Math.Max(maximum, value);
        if (value >= BucketMapping.Smallest)
            positive.Add(BucketMapping.IndexOf(value), 1);
        else if (value <= -BucketMapping.Smallest)
            negative.Add(BucketMapping.IndexOf(-value), 1);
        else
            zeros++;
    }

    private double ExactAt(long rank)
    {
        Span<double> sorted = stackalloc double[ExactLimit];
        sorted = sorted[..exactCount];
        exact.AsSpan(0, exactCount).CopyTo(sorted);
        sorted.Sort();
        return sorted[(int)rank - 1];
    }

    private double BucketAt(long rank)
    {
        if (rank <= negative.Total)
            return -BucketMapping.Middle(negative.IndexAt(negative.Total + 1 - rank));
        rank -= negative.Total;
        return rank <= zeros ? 0 : BucketMapping.Middle(positive.IndexAt(rank - zeros));
    }
}
