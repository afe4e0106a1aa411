using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Chains;

/// <summary>Two aggregates that keep nothing, together without a field: C# gives every field a byte.</summary>
internal readonly struct StatelessPair<TFirst, TSecond> : IAggregateChain<StatelessPair<TFirst, TSecond>>
    where TFirst : struct, IAggregateChain<TFirst>
    where TSecond : struct, IAggregateChain<TSecond>
{
    public static StatelessPair<TFirst, TSecond> Empty => default;

    public static void Add(ref StatelessPair<TFirst, TSecond> state, double[][] columns, int row, long time)
    {
    }

    public static void Merge(ref StatelessPair<TFirst, TSecond> state, in StatelessPair<TFirst, TSecond> other)
    {
    }

    public static void Results(in StatelessPair<TFirst, TSecond> state, in WindowSpan window, double[] parameters, Span<double> into)
    {
        TFirst.Results(TFirst.Empty, in window, parameters, into);
        TSecond.Results(TSecond.Empty, in window, parameters, into);
    }

    public static void Snapshot(in StatelessPair<TFirst, TSecond> state, StateWriter writer)
    {
    }

    public static StatelessPair<TFirst, TSecond> Restore(ref StateReader reader) => default;
}
