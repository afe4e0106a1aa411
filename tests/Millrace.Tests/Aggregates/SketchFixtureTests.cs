using System.Globalization;
using Millrace.Actors.Aggregates.Sketches;
using Millrace.Actors.Kernel;
using Millrace.Messages;
using Millrace.Tests.Host;

namespace Millrace.Tests.Aggregates;

/// <summary>
/// Sketches beyond their exact size that an earlier program wrote load today, give the same figures and take more values. The states of whole shards, in Checkpoints/Fixtures, hold small sketches only.
/// When a format changes, keep these files and write others beside them, under the next number: <c>Millrace.Tests -explicit only -method '*WriteSketchFixtures*'</c>.
/// </summary>
public sealed class SketchFixtureTests
{
    private const int Format = 1;

    private static string FolderName => Path.Combine(Repository.Root, "tests", "Millrace.Tests", "Aggregates", "Fixtures");

    public static TheoryData<string> Names(string sketch) =>
        [.. Directory.EnumerateFiles(FolderName, $"{sketch}-*.snapshot").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names), "distinct")]
    public void DistinctSketch_OfAnEarlierProgram_GivesTheSameFigures(string name)
    {
        var reader = new StateReader(File.ReadAllBytes(Path.Combine(FolderName, name + ".snapshot")), new SymbolTable());

        Assert.Equal(File.ReadAllText(Path.Combine(FolderName, name + ".expected")), Figures(DistinctSketch.Restore(ref reader)));
    }

    [Theory]
    [MemberData(nameof(Names), "quantile")]
    public void QuantileSketch_OfAnEarlierProgram_GivesTheSameFigures(string name)
    {
        var reader = new StateReader(File.ReadAllBytes(Path.Combine(FolderName, name + ".snapshot")), new SymbolTable());

        Assert.Equal(File.ReadAllText(Path.Combine(FolderName, name + ".expected")), Figures(QuantileSketch.Restore(ref reader)));
    }

    [Fact(Explicit = true)]
    public void WriteSketchFixtures_OfTheFormatOfToday()
    {
        Directory.CreateDirectory(FolderName);
        var distinct = new DistinctSketch();
        for (var i = 0; i < 3 * DistinctSketch.ExactLimit; i++)
            distinct.Add(i * 0.5);
        Write("distinct", distinct.Snapshot, () => Figures(distinct));
        var quantile = new QuantileSketch();
        for (var i = 0; i < 10 * QuantileSketch.ExactLimit; i++)
            quantile.Add((i % 7 == 0 ? -1 : i % 11 == 0 ? 0 : 1) * i * 0.25);
        Write("quantile", quantile.Snapshot, () => Figures(quantile));
    }

    private static void Write(string sketch, Action<StateWriter> snapshot, Func<string> figures)
    {
        var writer = new StateWriter(new SymbolTable());
        snapshot(writer);
        var path = Path.Combine(FolderName, FormattableString.Invariant($"{sketch}-format{Format}"));
        File.WriteAllBytes(path + ".snapshot", writer.Written.Span);
        File.WriteAllText(path + ".expected", figures());
    }

    private static string Figures(DistinctSketch sketch)
    {
        var before = sketch.Count;
        for (var i = 0; i < 1000; i++)
            sketch.Add(-1 - i);
        return Text(before, sketch.Count);
    }

    private static string Figures(QuantileSketch sketch)
    {
        var before = (sketch.Quantile(1), sketch.Quantile(50), sketch.Quantile(99));
        for (var i = 0; i < 1000; i++)
            sketch.Add(1000 + i);
        return Text(before.Item1, before.Item2, before.Item3, sketch.Quantile(1), sketch.Quantile(50), sketch.Quantile(99), sketch.Count);
    }

    private static string Text(params double[] figures) => string.Join('\n', figures.Select(figure => figure.ToString("R", CultureInfo.InvariantCulture))) + "\n";
}
