using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates;

/// <summary>
/// All aggregates of one window as one value type, put together by <see cref="AggregateChain.TypeOf"/>. Window code is written once, generic over the
/// chain, and specialised by the JIT: adding a reading is a few instructions without a call. <c>Empty</c> allocates nothing.
/// A copy of a chain may share a sketch with its original: of two copies only one may be added to.
/// </summary>
/// <typeparam name="TSelf">The implementing struct.</typeparam>
public interface IAggregateChain<TSelf>
    where TSelf : struct, IAggregateChain<TSelf>
{
    /// <summary>The chain without readings.</summary>
    static abstract TSelf Empty { get; }

    /// <summary>Takes in one reading.</summary>
    /// <param name="state">What was taken in so far.</param>
    /// <param name="columns">The values of the arguments, by the order of <see cref="AggregateChain.TypeOf"/>'s arguments, then by row.</param>
    /// <param name="row">The reading's row.</param>
    /// <param name="time">Its event time, milliseconds since the Unix epoch.</param>
    static abstract void Add(ref TSelf state, double[][] columns, int row, long time);

    /// <summary>Takes in all that another chain took in; <paramref name="other"/> stays as it is and shares nothing with <paramref name="state"/> afterwards.</summary>
    static abstract void Merge(ref TSelf state, in TSelf other);

    /// <summary>Writes the values of the result.</summary>
    /// <param name="state">What was taken in.</param>
    /// <param name="window">The window and its number of readings.</param>
    /// <param name="parameters">The functions' second arguments, in the order of the definitions.</param>
    /// <param name="into">The values in the order of the definitions, NaN for null; at least as long as there are definitions.</param>
    static abstract void Results(in TSelf state, in WindowSpan window, double[] parameters, Span<double> into);

    /// <summary>Writes the state. Only a chain of the same definitions in the same order reads it back.</summary>
    static abstract void Snapshot(in TSelf state, StateWriter writer);

    /// <summary>Reads the state back.</summary>
    static abstract TSelf Restore(ref StateReader reader);
}
