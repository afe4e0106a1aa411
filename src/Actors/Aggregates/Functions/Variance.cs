using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>variance</c>: the sample variance, n - 1 in the denominator; null for fewer than two values. Twenty-four bytes.</summary>
/// <remarks>Welford (1962) for one value, Chan, Golub and LeVeque (1979) for a merge.</remarks>
public struct Variance : IAccumulator<Variance>
{
    private Moments moments;

    /// <inheritdoc/>
    public static Variance Empty => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Variance state, double value, long time) =>
        state.moments.Add(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Variance state, in Variance other) =>
        state.moments.Merge(in other.moments);

    /// <inheritdoc/>
    public static double Result(in Variance state, in WindowSpan window, double parameter) =>
        state.moments.Variance;

    /// <inheritdoc/>
    public static void Snapshot(in Variance state, StateWriter writer) =>
        state.moments.Snapshot(writer);

    /// <inheritdoc/>
    public static Variance Restore(ref StateReader reader) =>
        new() { moments = Moments.Restore(ref reader) };
}
