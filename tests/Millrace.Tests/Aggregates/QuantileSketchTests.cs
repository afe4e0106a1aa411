using Millrace.Actors.Aggregates.Sketches;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Tests.Aggregates;

public class QuantileSketchTests
{
    private static readonly double[] Percentages = [0, 0.1, 1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9, 100];

    public static TheoryData<string, Func<Random, double>> Distributions => new()
    {
        { "uniform", random => random.NextDouble() },
        { "around zero", random => random.NextDouble() - 0.5 },
        { "normal", random => 20 + (5 * Normal(random)) },
        { "log-normal", random => Math.Exp(3 * Normal(random)) },
        { "Pareto", random => Math.Pow(1 - random.NextDouble(), -2) },
        { "negative", random => -Math.Exp(2 * Normal(random)) },
        { "whole numbers with zeros", random => random.Next(-3, 4) },
        { "constant", _ => 42.42 },
        { "14 decades", random => Math.Pow(10, (random.NextDouble() * 14) - 7) },
        { "two far apart", random => random.Next(2) == 0 ? 1e-6 : 1e6 },
    };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Quantile_OfManyValues_IsWithinOnePercent(string name, Func<Random, double> draw)
    {
        foreach (var count in new[] { 65, 100, 1000, 50_000 })
        {
            var random = new Random(count);
            var values = Enumerable.Range(0, count).Select(_ => draw(random)).ToArray();
            AssertWithinOnePercent(values, SketchOf(values), name);
        }
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Quantile_OfUpTo64Values_IsExact(string name, Func<Random, double> draw)
    {
        for (var count = 1; count <= QuantileSketch.ExactLimit; count++)
        {
            var random = new Random(count);
            var values = Enumerable.Range(0, count).Select(_ => draw(random)).ToArray();
            var sketch = SketchOf(values);
            foreach (var percentage in Percentages)
                Assert.True(NearestRank(values, percentage) == sketch.Quantile(percentage), $"{name}, {count} values, p{percentage}");
        }
    }

    [Theory]
    [InlineData(7, 100, 7)] // 7 / 100.0 * 100 is more than 7
    [InlineData(0, 10, 1)]
    [InlineData(50, 4, 2)]
    [InlineData(51, 4, 3)]
    [InlineData(100, 4, 4)]
    public void Quantile_ByTheNearestRank_IsTheValueAtTheCeiling(double percentage, int count, double expected) =>
        Assert.Equal(expected, SketchOf([.. Enumerable.Range(1, count).Select(i => (double)i)]).Quantile(percentage), expected * 0.01);

    [Fact]
    public void Merge_InAnyGrouping_EqualsAddingAllValues()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var decades = random.Next(1, 300);
            var values = Enumerable.Range(0, random.Next(2000))
                .Select(_ => random.Next(20) == 0 ? 0 : (random.Next(2) - 0.5) * Math.Pow(10, (random.NextDouble() - 0.5) * decades))
                .ToArray();
            var merged = new QuantileSketch();
            for (var from = 0; from < values.Length;)
            {
                var part = values.AsSpan(from, Math.Min(random.Next(1, 300), values.Length - from)).ToArray();
                merged.Merge(SketchOf(part));
                from += part.Length;
            }

            var all = SketchOf(values);
            foreach (var percentage in Percentages)
                Assert.True(all.Quantile(percentage).Equals(merged.Quantile(percentage)), $"seed {seed}, p{percentage}");
            Assert.Equal(values.Length, merged.Count);
            Assert.Equal(Percentages.Select(all.Quantile), Percentages.Select(Restored(merged).Quantile));
        }
    }

    [Fact]
    public void Quantile_OfTheWholeRangeOfDoubles_StaysBoundedAndKeepsTheLargest()
    {
        var values = Enumerable.Range(-300, 601).Select(e => Math.Pow(10, e)).ToArray();
        var sketch = SketchOf(values);

        for (var percentage = 98.0; percentage <= 100; percentage += 0.5) // the upper 12 decades
            Assert.Equal(1, sketch.Quantile(percentage) / NearestRank(values, percentage), 0.0101);
        Assert.InRange(StateOf(sketch).Length, 1, 40 + (2 * 2048));
    }

    [Fact]
    public void Quantile_OfExtremes_IsFinite()
    {
        var sketch = SketchOf([.. Enumerable.Repeat(double.MaxValue, 50), .. Enumerable.Repeat(double.MinValue, 50), double.Epsilon, double.PositiveInfinity]);

        Assert.InRange(sketch.Quantile(0), double.MinValue, double.MinValue * 0.99);
        Assert.InRange(sketch.Quantile(100), double.MaxValue * 0.99, double.MaxValue);
        Assert.Equal(0, sketch.Quantile(50));
    }

    [Fact]
    public void Restore_ThenAdd_GoesOnAsBefore()
    {
        var random = new Random(3);
        foreach (var count in new[] { 0, 1, 64, 65, 500 })
        {
            var values = Enumerable.Range(0, count).Select(_ => Normal(random)).ToArray();
            QuantileSketch sketch = SketchOf(values), restored = Restored(sketch);
            for (var i = 0; i < 100; i++)
            {
                var value = Normal(random) * 100;
                sketch.Add(value);
                restored.Add(value);
                Assert.Equal(sketch.Quantile(37), restored.Quantile(37));
            }
        }
    }

    private static void AssertWithinOnePercent(double[] values, QuantileSketch sketch, string name)
    {
        foreach (var percentage in Percentages)
        {
            double expected = NearestRank(values, percentage), actual = sketch.Quantile(percentage);
            Assert.True(
                Math.Abs(actual - expected) <= Math.Abs(expected) * 0.010_000_001,
                $"{name}, {values.Length} values, p{percentage}: {actual} instead of {expected}");
        }
    }

    private static double NearestRank(double[] values, double percentage)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Max((int)Math.Ceiling(percentage * sorted.Length / 100), 1) - 1];
    }

    private static QuantileSketch SketchOf(double[] values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values)
            sketch.Add(value);
        return sketch;
    }

    private static byte[] StateOf(QuantileSketch sketch)
    {
        var writer = new StateWriter(new SymbolTable());
        sketch.Snapshot(writer);
        return writer.Written.ToArray();
    }

    private static QuantileSketch Restored(QuantileSketch sketch)
    {
        var reader = new StateReader(StateOf(sketch), new SymbolTable());
        var restored = QuantileSketch.Restore(ref reader);
        Assert.True(reader.AtEnd);
        return restored;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
