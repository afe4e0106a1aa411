using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>max</c>: the largest value; null without values. Eight bytes.</summary>
/// <remarks>"Without values" is the infinity that every value beats; a comparison with NaN is false, so a missing value needs no test of its own.</remarks>
public struct Maximum : IAccumulator<Maximum>
{
    private double maximum;

    /// <inheritdoc/>
    public static Maximum Empty => new() { maximum = double.NegativeInfinity };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Maximum state, double value, long time)
    {
        // Without a branch on the values themselves: which of two is the greater cannot be predicted.
        if (!double.IsNaN(value))
            state.maximum = double.MaxNative(value, state.maximum);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Maximum state, in Maximum other) =>
        state.maximum = double.MaxNative(other.maximum, state.maximum);

    /// <inheritdoc/>
    public static double Result(in Maximum state, in WindowSpan window, double parameter) =>
        double.IsNegativeInfinity(state.maximum) ? double.NaN : state.maximum;

    /// <inheritdoc/>
    public static void Snapshot(in Maximum state, StateWriter writer) =>
        writer.Number(state.maximum);

    /// <inheritdoc/>
    public static Maximum Restore(ref StateReader reader) =>
        new() { maximum = reader.Number() };
}
