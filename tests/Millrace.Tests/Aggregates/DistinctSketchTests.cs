using Millrace.Actors.Aggregates.Sketches;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Tests.Aggregates;

public class DistinctSketchTests
{
    public static TheoryData<string, Func<int, double>> Values => new()
    {
        { "whole numbers", i => i },
        { "negative halves", i => -i / 2.0 },
        { "tenths", i => i / 10.0 },
        { "powers", i => Math.ScaleB(1 + (i / 1024.0 % 1), i % 1000) + (i * 1e-3) },
        { "random", i => new Random(i).NextDouble() },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Count_OfUpTo1024Values_IsExact(string name, Func<int, double> valueOf)
    {
        var sketch = new DistinctSketch();
        var seen = new HashSet<double>();
        for (var i = 0; seen.Count < DistinctSketch.ExactLimit; i++)
        {
            sketch.Add(valueOf(i));
            sketch.Add(valueOf(i / 2));
            seen.Add(valueOf(i));
            Assert.True(seen.Count == sketch.Count, name);
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Count_OfManyValues_IsWithinTwoPercent(string name, Func<int, double> valueOf)
    {
        var sketch = new DistinctSketch();
        var seen = new HashSet<double>();
        for (var i = 0; i < 200_000; i++)
        {
            sketch.Add(valueOf(i));
            seen.Add(valueOf(i));
            if (i % 1000 == 999)
                Assert.True(Math.Abs(sketch.Count - seen.Count) <= 0.02 * seen.Count, $"{name}: {sketch.Count} instead of {seen.Count}");
        }
    }

    [Fact]
    public void Count_OverManySets_IsUnbiasedWithTheStatedError()
    {
        const int sets = 200;
        foreach (var count in new[] { 1025, 5000, 20_000, 80_000 })
        {
            double sum = 0, squares = 0;
            for (var set = 0; set < sets; set++)
            {
                var sketch = new DistinctSketch();
                for (var i = 0; i < count; i++)
                    sketch.Add((set * 1e9) + i);
                var error = (sketch.Count / count) - 1;
                sum += error;
                squares += error * error;
            }

            Assert.InRange(sum / sets, -0.0015, 0.0015);
            Assert.InRange(Math.Sqrt(squares / sets), 0, 0.0065);
        }
    }

    [Fact]
    public void Merge_InAnyGrouping_EqualsAddingAllValues()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            DistinctSketch all = new(), merged = new();
            for (var part = random.Next(6); part >= 0; part--)
            {
                var sketch = new DistinctSketch();
                for (var i = random.Next(1500); i > 0; i--)
                {
                    var value = random.Next(3000) / 4.0;
                    sketch.Add(value);
                    all.Add(value);
                }

                merged.Merge(Restored(sketch));
            }

            Assert.Equal(all.Count, merged.Count);
            Assert.Equal(StateOf(all), StateOf(merged));
            Assert.Equal(StateOf(all), StateOf(Restored(merged)));
        }
    }

    [Fact]
    public void Count_OfZeros_TakesThemAsOne()
    {
        var sketch = new DistinctSketch();
        sketch.Add(0.0);
        sketch.Add(-0.0);

        Assert.Equal(1, sketch.Count);
    }

    private static byte[] StateOf(DistinctSketch sketch)
    {
        var writer = new StateWriter(new SymbolTable());
        sketch.Snapshot(writer);
        return writer.Written.ToArray();
    }

    private static DistinctSketch Restored(DistinctSketch sketch)
    {
        var reader = new StateReader(StateOf(sketch), new SymbolTable());
        var restored = DistinctSketch.Restore(ref reader);
        Assert.True(reader.AtEnd);
        return restored;
    }
}
