using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Chains;

/// <summary>The aggregates of one argument: its value is loaded once for all of them.</summary>
internal interface IValueChain<TSelf>
    where TSelf : struct, IValueChain<TSelf>
{
    static abstract TSelf Empty { get; }

    static abstract void Add(ref TSelf state, double value, long time);

    static abstract void Merge(ref TSelf state, in TSelf other);

    static abstract void Results(in TSelf state, in WindowSpan window, double[] parameters, Span<double> into);

    static abstract void Snapshot(in TSelf state, StateWriter writer);

    static abstract TSelf Restore(ref StateReader reader);
}
