using Millrace.Actors.Aggregates;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Tests.Aggregates;

/// <summary>Runs one aggregate function over values: at once, or in parts that are merged, or with a snapshot in between.</summary>
internal static class Accumulation
{
    public static readonly WindowSpan Window = new(0, 10_000, 50);

    public static TAccumulator Of<TAccumulator>(IEnumerable<double> values)
        where TAccumulator : struct, IAccumulator<TAccumulator> => Of<TAccumulator>(values.Select((v, i) => (v, (long)i)));

    public static TAccumulator Of<TAccumulator>(IEnumerable<(double Value, long Time)> values)
        where TAccumulator : struct, IAccumulator<TAccumulator>
    {
        var state = TAccumulator.Empty;
        foreach (var (value, time) in values)
            TAccumulator.Add(ref state, value, time);
        return state;
    }

    public static double Result<TAccumulator>(in TAccumulator state, double parameter = double.NaN)
        where TAccumulator : struct, IAccumulator<TAccumulator> => TAccumulator.Result(in state, in Window, parameter);

    public static TAccumulator Merged<TAccumulator>(IEnumerable<TAccumulator> parts)
        where TAccumulator : struct, IAccumulator<TAccumulator>
    {
        var state = TAccumulator.Empty;
        foreach (var part in parts)
            TAccumulator.Merge(ref state, in part);
        return state;
    }

    public static TAccumulator Restored<TAccumulator>(in TAccumulator state)
        where TAccumulator : struct, IAccumulator<TAccumulator>
    {
        var symbols = new SymbolTable();
        var reader = new StateReader(Written(in state, symbols), symbols);
        var restored = TAccumulator.Restore(ref reader);
        Assert.True(reader.AtEnd);
        return restored;
    }

    public static byte[] Written<TAccumulator>(in TAccumulator state, SymbolTable symbols)
        where TAccumulator : struct, IAccumulator<TAccumulator>
    {
        var writer = new StateWriter(symbols);
        TAccumulator.Snapshot(in state, writer);
        return writer.Written.ToArray();
    }
}
