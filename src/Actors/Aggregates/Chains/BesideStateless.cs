using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Chains;

/// <summary>A chain with state beside aggregates that keep nothing and take no room.</summary>
internal struct BesideStateless<TStateful, TStateless> : IAggregateChain<BesideStateless<TStateful, TStateless>>
    where TStateful : struct, IAggregateChain<TStateful>
    where TStateless : struct, IAggregateChain<TStateless>
{
    private TStateful kept;

    public static BesideStateless<TStateful, TStateless> Empty => new() { kept = TStateful.Empty };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref BesideStateless<TStateful, TStateless> state, double[][] columns, int row, long time) =>
        TStateful.Add(ref state.kept, columns, row, time);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref BesideStateless<TStateful, TStateless> state, in BesideStateless<TStateful, TStateless> other) =>
        TStateful.Merge(ref state.kept, in other.kept);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Results(in BesideStateless<TStateful, TStateless> state, in WindowSpan window, double[] parameters, Span<double> into)
    {
        TStateful.Results(in state.kept, in window, parameters, into);
        TStateless.Results(TStateless.Empty, in window, parameters, into);
    }

    public static void Snapshot(in BesideStateless<TStateful, TStateless> state, StateWriter writer) => TStateful.Snapshot(in state.kept, writer);

    public static BesideStateless<TStateful, TStateless> Restore(ref StateReader reader) => new() { kept = TStateful.Restore(ref reader) };
}
