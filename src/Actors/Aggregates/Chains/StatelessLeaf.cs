using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Chains;

/// <summary>One aggregate that keeps nothing, such as <c>count()</c>: its result follows from the window alone.</summary>
internal readonly struct StatelessLeaf<TAccumulator, TPosition> : IAggregateChain<StatelessLeaf<TAccumulator, TPosition>>
    where TAccumulator : struct, IAccumulator<TAccumulator>
    where TPosition : struct, ITypeIndex
{
    public static StatelessLeaf<TAccumulator, TPosition> Empty => default;

    public static void Add(ref StatelessLeaf<TAccumulator, TPosition> state, double[][] columns, int row, long time)
    {
    }

    public static void Merge(ref StatelessLeaf<TAccumulator, TPosition> state, in StatelessLeaf<TAccumulator, TPosition> other)
    {
    }

    public static void Results(in StatelessLeaf<TAccumulator, TPosition> state, in WindowSpan window, double[] parameters, Span<double> into) =>
        into[TPosition.Value] = TAccumulator.Result(TAccumulator.Empty, in window, parameters[TPosition.Value]);

    public static void Snapshot(in StatelessLeaf<TAccumulator, TPosition> state, StateWriter writer)
    {
    }

    public static StatelessLeaf<TAccumulator, TPosition> Restore(ref StateReader reader) => default;
}
