using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Chains;

/// <summary>Aggregates without argument that keep something of each reading: they are given 1.</summary>
internal struct ReadingChain<TValues> : IAggregateChain<ReadingChain<TValues>>
    where TValues : struct, IValueChain<TValues>
{
    private TValues values;

    public static ReadingChain<TValues> Empty => new() { values = TValues.Empty };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref ReadingChain<TValues> state, double[][] columns, int row, long time) =>
        TValues.Add(ref state.values, 1, time);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref ReadingChain<TValues> state, in ReadingChain<TValues> other) =>
        TValues.Merge(ref state.values, in other.values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Results(in ReadingChain<TValues> state, in WindowSpan window, double[] parameters, Span<double> into) =>
        TValues.Results(in state.values, in window, parameters, into);

    public static void Snapshot(in ReadingChain<TValues> state, StateWriter writer) => TValues.Snapshot(in state.values, writer);

    public static ReadingChain<TValues> Restore(ref StateReader reader) => new() { values = TValues.Restore(ref reader) };
}
