using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates;

/// <summary>
/// An aggregate function: a value type that takes in values one by one and merges with its like. Implement it to add a function of your own and
/// register it with <see cref="AggregateFunctions.With"/>. The JIT specialises the window code for each implementation, so there is no call per reading.
/// Merging must give what adding all values to one accumulator would have given (for sketches: within the stated error).
/// </summary>
/// <typeparam name="TSelf">The implementing struct.</typeparam>
public interface IAccumulator<TSelf>
    where TSelf : struct, IAccumulator<TSelf>
{
    /// <summary>An accumulator without values.</summary>
    static abstract TSelf Empty { get; }

    /// <summary>Takes in one value. A missing value is NaN: ignore it, unless its absence counts.</summary>
    /// <param name="state">What was taken in so far.</param>
    /// <param name="value">The value: a number, 1 or 0, or a symbol of text. A function without argument is given 1 for each reading.</param>
    /// <param name="time">Event time of the reading, milliseconds since the Unix epoch; values of one window come in order of arrival, not of time.</param>
    static abstract void Add(ref TSelf state, double value, long time);

    /// <summary>Takes in all that another accumulator took in; <paramref name="other"/> stays as it is and shares nothing with <paramref name="state"/> afterwards.</summary>
    static abstract void Merge(ref TSelf state, in TSelf other);

    /// <summary>The value of the result; NaN for null.</summary>
    /// <param name="state">What was taken in.</param>
    /// <param name="window">The window and its number of readings.</param>
    /// <param name="parameter">The second argument in the definition; NaN when there is none.</param>
    static abstract double Result(in TSelf state, in WindowSpan window, double parameter);

    /// <summary>Writes the state, a version first if its form may ever change.</summary>
    static abstract void Snapshot(in TSelf state, StateWriter writer);

    /// <summary>Reads the state back.</summary>
    static abstract TSelf Restore(ref StateReader reader);
}
