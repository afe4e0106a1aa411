using Millrace.Actors.Aggregates;
using Millrace.Actors.Aggregates.Functions;

namespace Millrace.Tests.Aggregates;

public class AccumulatorTests
{
    private const double Missing = double.NaN;

    [Fact]
    public void Results_OfSomeValues_AreTheTextbooks()
    {
        double[] values = [2, Missing, 4, 4, 4, 5, 5, Missing, 7, 9];

        Assert.Equal(40, ResultOf<Sum>(values));
        Assert.Equal(5, ResultOf<Average>(values));
        Assert.Equal(2, ResultOf<Minimum>(values));
        Assert.Equal(9, ResultOf<Maximum>(values));
        Assert.Equal(7, ResultOf<ValueRange>(values));
        Assert.Equal(32.0 / 7, ResultOf<Variance>(values), 12);
        Assert.Equal(Math.Sqrt(32.0 / 7), ResultOf<StandardDeviation>(values), 12);
        Assert.Equal(2, ResultOf<First>(values));
        Assert.Equal(9, ResultOf<Last>(values));
        Assert.Equal(5, ResultOf<Distinct>(values));
        Assert.Equal(4, ResultOf<Percentile>(values, 50));
        Assert.Equal(50, ResultOf<Count>(values));
        Assert.Equal(5, ResultOf<Rate>(values));
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { Missing, Missing })]
    public void Results_WithoutValues_AreNullOrNone(double[] values)
    {
        Assert.Equal(Missing, ResultOf<Sum>(values));
        Assert.Equal(Missing, ResultOf<Average>(values));
        Assert.Equal(Missing, ResultOf<Minimum>(values));
        Assert.Equal(Missing, ResultOf<Maximum>(values));
        Assert.Equal(Missing, ResultOf<ValueRange>(values));
        Assert.Equal(Missing, ResultOf<Variance>(values));
        Assert.Equal(Missing, ResultOf<StandardDeviation>(values));
        Assert.Equal(Missing, ResultOf<First>(values));
        Assert.Equal(Missing, ResultOf<Last>(values));
        Assert.Equal(Missing, ResultOf<FirstText>(values));
        Assert.Equal(Missing, ResultOf<LastText>(values));
        Assert.Equal(Missing, ResultOf<Percentile>(values, 50));
        Assert.Equal(0, ResultOf<Distinct>(values));
    }

    [Theory]
    [InlineData(new[] { -0.0 }, 0.0)]
    [InlineData(new[] { -0.0, -0.0 }, 0.0)]
    [InlineData(new[] { 1.5, -1.5 }, 0.0)]
    [InlineData(new[] { double.Epsilon, -double.Epsilon, -0.0 }, 0.0)]
    public void Sum_ThatIsZero_IsNotNull(double[] values, double expected)
    {
        Assert.Equal(expected, ResultOf<Sum>(values));
        Assert.Equal(expected, Accumulation.Result(Accumulation.Merged([Accumulation.Of<Sum>(values), Sum.Empty])));
        Assert.Equal(expected, Accumulation.Result(Accumulation.Merged([Sum.Empty, Accumulation.Of<Sum>(values)])));
    }

    [Fact]
    public void Variance_OfOneValue_IsNullAndOfEqualValuesZero()
    {
        Assert.Equal(Missing, ResultOf<Variance>([3]));
        Assert.Equal(Missing, ResultOf<StandardDeviation>([3]));
        Assert.Equal(0, ResultOf<Variance>([3, 3, 3]));
    }

    [Fact]
    public void Variance_OfASmallSpreadAroundALargeMean_KeepsItsDigits()
    {
        double[] values = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16];

        Assert.Equal(30, ResultOf<Variance>(values), 9);
        Assert.Equal(30, Accumulation.Result(Accumulation.Merged([Accumulation.Of<Variance>(values[..1]), Accumulation.Of<Variance>(values[1..])])), 9);
    }

    [Fact]
    public void FirstAndLast_OutOfOrderWithTies_GoByTimeThenArrival()
    {
        (double, long)[] values = [(1, 5), (2, 3), (3, 3), (Missing, 1), (4, 8), (5, 8), (6, 7), (Missing, 9)];

        Assert.Equal(2, Accumulation.Result(Accumulation.Of<First>(values)));
        Assert.Equal(5, Accumulation.Result(Accumulation.Of<Last>(values)));
        Assert.Equal(2, Accumulation.Result(Accumulation.Of<FirstText>(values)));
        Assert.Equal(5, Accumulation.Result(Accumulation.Of<LastText>(values)));
    }

    [Fact]
    public void FirstAndLast_AtTheEndsOfTime_TakeTheValue()
    {
        Assert.Equal(1, Accumulation.Result(Accumulation.Of<First>([(1, Millrace.Messages.EventTime.Latest.Milliseconds)])));
        Assert.Equal(1, Accumulation.Result(Accumulation.Of<Last>([(1, Millrace.Messages.EventTime.Earliest.Milliseconds)])));
    }

    [Fact]
    public void Rate_OfAWindowWithoutSize_IsNull() =>
        Assert.Equal(Missing, Rate.Result(default, new WindowSpan(5, 5, 1), Missing));

    [Fact]
    public void Merge_OfRandomParts_EqualsAddingAllValues()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            MergeEqualsAdd<Sum>(seed);
            MergeEqualsAdd<Average>(seed);
            MergeEqualsAdd<Minimum>(seed);
            MergeEqualsAdd<Maximum>(seed);
            MergeEqualsAdd<ValueRange>(seed);
            MergeEqualsAdd<Variance>(seed, 1e-9);
            MergeEqualsAdd<StandardDeviation>(seed, 1e-9);
            MergeEqualsAdd<First>(seed);
            MergeEqualsAdd<Last>(seed);
            MergeEqualsAdd<FirstText>(seed, snapshots: false);
            MergeEqualsAdd<LastText>(seed, snapshots: false);
            MergeEqualsAdd<Percentile>(seed);
            MergeEqualsAdd<Distinct>(seed);
            MergeEqualsAdd<Count>(seed);
            MergeEqualsAdd<Rate>(seed);
        }
    }

    /// <summary>Values of whole numbers, so that sums are exact; each at a time of its own within its part, the parts one after the other.</summary>
    private static void MergeEqualsAdd<TAccumulator>(int seed, double tolerance = 0, bool snapshots = true)
        where TAccumulator : struct, IAccumulator<TAccumulator>
    {
        var random = new Random(seed);
        var spread = random.Next(1, 2000);
        var all = new List<(double, long)>();
        var parts = new List<TAccumulator>();
        for (var part = random.Next(5); part >= 0; part--)
        {
            var values = Enumerable.Range(0, random.Next(3) == 0 ? 0 : random.Next(400))
                .Select(_ => (random.Next(10) == 0 ? Missing : random.Next(-spread, spread), (long)random.Next(1000) - (part * 1000)))
                .ToList();
            all.AddRange(values);
            var accumulator = Accumulation.Of<TAccumulator>(values);
            parts.Add(snapshots ? Accumulation.Restored(in accumulator) : accumulator);
        }

        var percentage = random.Next(101);
        var expected = Accumulation.Result(Accumulation.Of<TAccumulator>(all), percentage);
        var separate = parts.Select(p => Accumulation.Result(in p, percentage)).ToList();
        var merged = Accumulation.Merged(parts);
        var actual = Accumulation.Result(in merged, percentage);
        Assert.True(
            expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Abs(expected),
            $"{typeof(TAccumulator).Name}, seed {seed}: {actual} instead of {expected}");
        if (snapshots)
            Assert.Equal(actual, Accumulation.Result(Accumulation.Restored(in merged), percentage));
        for (var i = 0; i < 200; i++)
            TAccumulator.Add(ref merged, 1e6 + i, 1_000_000);
        Assert.Equal(separate, parts.Select(p => Accumulation.Result(in p, percentage)));
    }

    private static double ResultOf<TAccumulator>(double[] values, double parameter = Missing)
        where TAccumulator : struct, IAccumulator<TAccumulator> => Accumulation.Result(Accumulation.Of<TAccumulator>(values), parameter);
}
