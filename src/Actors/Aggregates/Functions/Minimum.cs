using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>min</c>: the smallest value; null without values. Eight bytes.</summary>
/// <remarks>"Without values" is the infinity that every value beats; a comparison with NaN is false, so a missing value needs no test of its own.</remarks>
public struct Minimum : IAccumulator<Minimum>
{
    private double minimum;

    /// <inheritdoc/>
    public static Minimum Empty => new() { minimum = double.PositiveInfinity };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Minimum state, double value, long time)
    {
        // Without a branch on the values themselves: which of two is the lesser cannot be predicted.
        if (!double.IsNaN(value))
            state.minimum = double.MinNative(value, state.minimum);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Minimum state, in Minimum other) =>
        state.minimum = double.MinNative(other.minimum, state.minimum);

    /// <inheritdoc/>
    public static double Result(in Minimum state, in WindowSpan window, double parameter) =>
        double.IsPositiveInfinity(state.minimum) ? double.NaN : state.minimum;

    /// <inheritdoc/>
    public static void Snapshot(in Minimum state, StateWriter writer) =>
        writer.Number(state.minimum);

    /// <inheritdoc/>
    public static Minimum Restore(ref StateReader reader) =>
        new() { minimum = reader.Number() };
}
