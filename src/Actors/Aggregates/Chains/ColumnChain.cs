using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Chains;

/// <summary>The aggregates of the argument whose values stand in column <typeparamref name="TColumn"/>.</summary>
internal struct ColumnChain<TColumn, TValues> : IAggregateChain<ColumnChain<TColumn, TValues>>
    where TColumn : struct, ITypeIndex
    where TValues : struct, IValueChain<TValues>
{
    private TValues values;

    public static ColumnChain<TColumn, TValues> Empty => new() { values = TValues.Empty };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref ColumnChain<TColumn, TValues> state, double[][] columns, int row, long time) =>
        TValues.Add(ref state.values, columns[TColumn.Value][row], time);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref ColumnChain<TColumn, TValues> state, in ColumnChain<TColumn, TValues> other) =>
        TValues.Merge(ref state.values, in other.values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Results(in ColumnChain<TColumn, TValues> state, in WindowSpan window, double[] parameters, Span<double> into) =>
        TValues.Results(in state.values, in window, parameters, into);

    public static void Snapshot(in ColumnChain<TColumn, TValues> state, StateWriter writer) => TValues.Snapshot(in state.values, writer);

    public static ColumnChain<TColumn, TValues> Restore(ref StateReader reader) => new() { values = TValues.Restore(ref reader) };
}
