using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>stddev</c>: the square root of the sample variance; null for fewer than two values. Twenty-four bytes.</summary>
/// <remarks>Welford (1962) for one value, Chan, Golub and LeVeque (1979) for a merge.</remarks>
public struct StandardDeviation : IAccumulator<StandardDeviation>
{
    private Moments moments;

    /// <inheritdoc/>
    public static StandardDeviation Empty => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref StandardDeviation state, double value, long time) =>
        state.moments.Add(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref StandardDeviation state, in StandardDeviation other) =>
        state.moments.Merge(in other.moments);

    /// <inheritdoc/>
    public static double Result(in StandardDeviation state, in WindowSpan window, double parameter) =>
        Math.Sqrt(state.moments.Variance);

    /// <inheritdoc/>
    public static void Snapshot(in StandardDeviation state, StateWriter writer) =>
        state.moments.Snapshot(writer);

    /// <inheritdoc/>
    public static StandardDeviation Restore(ref StateReader reader) =>
        new() { moments = Moments.Restore(ref reader) };
}
