using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Millrace.Actors.Aggregates;
using Millrace.Actors.Aggregates.Functions;
using Millrace.Actors.Kernel;
using Millrace.Actors.Windows;
using Millrace.Messages;

namespace Millrace.Tests.Aggregates;

public class AggregateChainTests
{
    private static readonly Projection Value = Column("value");
    private static readonly Projection Pressure = Column("pressure");

    [Fact]
    public void TypeOf_ArgumentsUsedTwice_AreGivenOnceInOrderOfAppearance()
    {
        var (_, arguments, parameters) = AggregateChain.TypeOf(
            [Aggregate("sum", Value), Aggregate("max", Pressure), Aggregate("percentile", Column("value"), 99)], AggregateFunctions.BuiltIn);

        Assert.Equal(["value", "pressure"], arguments.Select(a => a.Text));
        Assert.Equal([double.NaN, double.NaN, 99], parameters);
    }

    [Fact]
    public void Results_OfSeveralColumns_StandInTheOrderOfTheDefinitions()
    {
        var values = Fold(
            [Aggregate("max", Pressure), Aggregate("count"), Aggregate("sum", Value), Aggregate("min", Pressure), Aggregate("rate"), Aggregate("avg", Value)],
            [[3, 1, 2], [10, 20, 30]],
            new WindowSpan(0, 2000, 3));

        Assert.Equal([3, 3, 60, 1, 1.5, 20], values);
    }

    [Fact]
    public void Results_OfFortyAggregates_StandInTheOrderOfTheDefinitions()
    {
        var definitions = Enumerable.Range(0, 40).Select(i => i % 3 == 2 ? Aggregate("count") : Aggregate("sum", Column("c" + i % 4))).ToImmutableArray();
        var (_, arguments, _) = AggregateChain.TypeOf(definitions, AggregateFunctions.BuiltIn);
        var columns = arguments.Select(a => new double[] { a.Text[1] }).ToArray();

        var values = Fold(definitions, columns, new WindowSpan(0, 1, 7));

        Assert.Equal(definitions.Select(d => d.Argument is null ? 7.0 : d.Argument.Text[1]), values);
    }

    [Theory]
    [InlineData("count", 1)]
    [InlineData("count count", 1)]
    [InlineData("sum", 8)]
    [InlineData("count sum", 8)]
    [InlineData("count sum min max rate", 24)]
    [InlineData("avg", 16)]
    [InlineData("sum first", 24)]
    [InlineData("percentile distinct count", 16)]
    public void Chain_OfTheseFunctions_TakesNoMoreBytesThanTheyNeed(string functions, int bytes)
    {
        var definitions = functions.Split(' ')
            .Select(f => AggregateFunctions.BuiltIn.Find(f)!.Arguments == AggregateArguments.None ? Aggregate(f) : Aggregate(f, Value, 50));
        var (chain, _, _) = AggregateChain.TypeOf([.. definitions], AggregateFunctions.BuiltIn);

        var size = (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(chain).Invoke(null, null)!;

        Assert.Equal(bytes, size);
    }

    [Fact]
    public void TypeOf_AFunctionThatDoesNotFitItsArgument_SaysSo()
    {
        var text = new FieldProjection(new Field("state", FieldType.Text, 0));

        Assert.Contains("no aggregate function 'median'", Refusal(Aggregate("median", Value)), StringComparison.Ordinal);
        Assert.Contains("takes no argument", Refusal(Aggregate("count", Value)), StringComparison.Ordinal);
        Assert.Contains("needs an argument", Refusal(Aggregate("sum")), StringComparison.Ordinal);
        Assert.Contains("not text", Refusal(Aggregate("sum", text)), StringComparison.Ordinal);
        Assert.Contains("0 to 100", Refusal(Aggregate("percentile", Value, 101)), StringComparison.Ordinal);
        Assert.Contains("0 to 100", Refusal(Aggregate("percentile", Value)), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => AggregateChain.TypeOf([], AggregateFunctions.BuiltIn));
    }

    [Fact]
    public void TypeOf_DistinctOfText_CountsTheHashOfTheText()
    {
        var text = new FieldProjection(new Field("state", FieldType.Text, 0));

        var (_, arguments, _) = AggregateChain.TypeOf([Aggregate("distinct", text), Aggregate("first", text)], AggregateFunctions.BuiltIn);

        Assert.Equal(["hash(state)", "state"], arguments.Select(a => a.Text));
    }

    [Fact]
    public void Results_OfADevelopersFunctionWithoutArgument_TakeInEachReadingAsOne()
    {
        var functions = AggregateFunctions.BuiltIn.With<Sum>("readings", AggregateArguments.None);
        var (chain, arguments, _) = AggregateChain.TypeOf([Aggregate("count"), Aggregate("readings"), Aggregate("sum", Value)], functions);

        var values = FoldBy(chain, [[5, double.NaN, 7]], [double.NaN, double.NaN, double.NaN], new WindowSpan(0, 1, 3));

        Assert.Equal(["value"], arguments.Select(a => a.Text));
        Assert.Equal([3, 3, 12], values);
    }

    internal static AggregateDefinition Aggregate(string function, Projection? argument = null, double parameter = double.NaN) =>
        new(function, function, argument, parameter);

    internal static Projection Column(string name) => new FieldProjection(new Field(name, FieldType.Number, 0));

    private static string Refusal(AggregateDefinition definition) =>
        Assert.Throws<ArgumentException>(() => AggregateChain.TypeOf([definition], AggregateFunctions.BuiltIn)).Message;

    private static double[] Fold(ImmutableArray<AggregateDefinition> definitions, double[][] columns, WindowSpan window)
    {
        var (chain, _, parameters) = AggregateChain.TypeOf(definitions, AggregateFunctions.BuiltIn);
        return FoldBy(chain, columns, parameters, window);
    }

    private static double[] FoldBy(Type chain, double[][] columns, double[] parameters, WindowSpan window) =>
        (double[])typeof(AggregateChainTests).GetMethod(nameof(FoldOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(chain).Invoke(null, [columns, parameters, window])!;

    /// <summary>Adds the rows to two chains by turns, writes them and reads them back, and merges them.</summary>
    private static double[] FoldOf<TChain>(double[][] columns, double[] parameters, WindowSpan window)
        where TChain : struct, IAggregateChain<TChain>
    {
        TChain one = TChain.Empty, two = TChain.Empty;
        for (var row = 0; row < columns[0].Length; row++)
            TChain.Add(ref row % 2 == 0 ? ref one : ref two, columns, row, row);
        var symbols = new SymbolTable();
        var writer = new StateWriter(symbols);
        TChain.Snapshot(in one, writer);
        TChain.Snapshot(in two, writer);
        var reader = new StateReader(writer.Written.Span, symbols);
        one = TChain.Restore(ref reader);
        two = TChain.Restore(ref reader);
        Assert.True(reader.AtEnd);
        TChain.Merge(ref one, in two);
        var values = new double[parameters.Length];
        TChain.Results(in one, in window, parameters, values);
        return values;
    }
}
