using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Chains;

/// <summary>Aggregates of one argument beside others of the same.</summary>
internal struct ValuePair<TFirst, TSecond> : IValueChain<ValuePair<TFirst, TSecond>>
    where TFirst : struct, IValueChain<TFirst>
    where TSecond : struct, IValueChain<TSecond>
{
    private TFirst first;
    private TSecond second;

    public static ValuePair<TFirst, TSecond> Empty => new() { first = TFirst.Empty, second = TSecond.Empty };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref ValuePair<TFirst, TSecond> state, double value, long time)
    {
        TFirst.Add(ref state.first, value, time);
        TSecond.Add(ref state.second, value, time);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref ValuePair<TFirst, TSecond> state, in ValuePair<TFirst, TSecond> other)
    {
        TFirst.Merge(ref state.first, in other.first);
        TSecond.Merge(ref state.second, in other.second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Results(in ValuePair<TFirst, TSecond> state, in WindowSpan window, double[] parameters, Span<double> into)
    {
        TFirst.Results(in state.first, in window, parameters, into);
        TSecond.Results(in state.second, in window, parameters, into);
    }

    public static void Snapshot(in ValuePair<TFirst, TSecond> state, StateWriter writer)
    {
        TFirst.Snapshot(in state.first, writer);
        TSecond.Snapshot(in state.second, writer);
    }

    public static ValuePair<TFirst, TSecond> Restore(ref StateReader reader)
    {
        var first = TFirst.Restore(ref reader);
        return new() { first = first, second = TSecond.Restore(ref reader) };
    }
}
