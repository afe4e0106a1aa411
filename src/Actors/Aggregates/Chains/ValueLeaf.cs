using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Chains;

/// <summary>One aggregate, whose result stands at <typeparamref name="TPosition"/>.</summary>
internal struct ValueLeaf<TAccumulator, TPosition> : IValueChain<ValueLeaf<TAccumulator, TPosition>>
    where TAccumulator : struct, IAccumulator<TAccumulator>
    where TPosition : struct, ITypeIndex
{
    private TAccumulator accumulator;

    public static ValueLeaf<TAccumulator, TPosition> Empty => new() { accumulator = TAccumulator.Empty };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref ValueLeaf<TAccumulator, TPosition> state, double value, long time) =>
        TAccumulator.Add(ref state.accumulator, value, time);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref ValueLeaf<TAccumulator, TPosition> state, in ValueLeaf<TAccumulator, TPosition> other) =>
        TAccumulator.Merge(ref state.accumulator, in other.accumulator);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Results(in ValueLeaf<TAccumulator, TPosition> state, in WindowSpan window, double[] parameters, Span<double> into) =>
        into[TPosition.Value] = TAccumulator.Result(in state.accumulator, in window, parameters[TPosition.Value]);

    public static void Snapshot(in ValueLeaf<TAccumulator, TPosition> state, StateWriter writer) =>
        TAccumulator.Snapshot(in state.accumulator, writer);

    public static ValueLeaf<TAccumulator, TPosition> Restore(ref StateReader reader) =>
        new() { accumulator = TAccumulator.Restore(ref reader) };
}
