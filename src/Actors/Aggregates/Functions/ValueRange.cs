using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>range</c>: the largest value less the smallest; null without values. Sixteen bytes.</summary>
public struct ValueRange : IAccumulator<ValueRange>
{
    private Minimum minimum;
    private Maximum maximum;

    /// <inheritdoc/>
    public static ValueRange Empty => new() { minimum = Minimum.Empty, maximum = Maximum.Empty };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref ValueRange state, double value, long time)
    {
        Minimum.Add(ref state.minimum, value, time);
        Maximum.Add(ref state.maximum, value, time);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref ValueRange state, in ValueRange other)
    {
        Minimum.Merge(ref state.minimum, in other.minimum);
        Maximum.Merge(ref state.maximum, in other.maximum);
    }

    /// <inheritdoc/>
    public static double Result(in ValueRange state, in WindowSpan window, double parameter) =>
        Maximum.Result(in state.maximum, in window, parameter) - Minimum.Result(in state.minimum, in window, parameter);

    /// <inheritdoc/>
    public static void Snapshot(in ValueRange state, StateWriter writer)
    {
        Minimum.Snapshot(in state.minimum, writer);
        Maximum.Snapshot(in state.maximum, writer);
    }

    /// <inheritdoc/>
    public static ValueRange Restore(ref StateReader reader)
    {
        var minimum = Minimum.Restore(ref reader);
        return new() { minimum = minimum, maximum = Maximum.Restore(ref reader) };
    }
}
