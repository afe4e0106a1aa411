using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Chains;

/// <summary>Aggregates of some arguments beside those of others.</summary>
internal struct ChainPair<TFirst, TSecond> : IAggregateChain<ChainPair<TFirst, TSecond>>
    where TFirst : struct, IAggregateChain<TFirst>
    where TSecond : struct, IAggregateChain<TSecond>
{
    private TFirst first;
    private TSecond second;

    public static ChainPair<TFirst, TSecond> Empty => new() { first = TFirst.Empty, second = TSecond.Empty };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref ChainPair<TFirst, TSecond> state, double[][] columns, int row, long time)
    {
        TFirst.Add(ref state.first, columns, row, time);
        TSecond.Add(ref state.second, columns, row, time);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref ChainPair<TFirst, TSecond> state, in ChainPair<TFirst, TSecond> other)
    {
        TFirst.Merge(ref state.first, in other.first);
        TSecond.Merge(ref state.second, in other.second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Results(in ChainPair<TFirst, TSecond> state, in WindowSpan window, double[] parameters, Span<double> into)
    {
        TFirst.Results(in state.first, in window, parameters, into);
        TSecond.Results(in state.second, in window, parameters, into);
    }

    public static void Snapshot(in ChainPair<TFirst, TSecond> state, StateWriter writer)
    {
        TFirst.Snapshot(in state.first, writer);
        TSecond.Snapshot(in state.second, writer);
    }

    public static ChainPair<TFirst, TSecond> Restore(ref StateReader reader)
    {
        var first = TFirst.Restore(ref reader);
        return new() { first = first, second = TSecond.Restore(ref reader) };
    }
}
