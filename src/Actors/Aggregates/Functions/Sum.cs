using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>sum</c>: the sum of the values in the order in which they came; null without values. Eight bytes.</summary>
/// <remarks>
/// "Without values" is the sum -0.0. A value enters as <c>value + 0.0</c>, which turns -0.0 into 0.0 and nothing else, and no
/// other sum of doubles is -0.0, so that it needs neither a flag nor a test of its own.
/// </remarks>
public struct Sum : IAccumulator<Sum>
{
    private double sum;

    /// <inheritdoc/>
    public static Sum Empty => new() { sum = -0.0 };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Sum state, double value, long time)
    {
        if (!double.IsNaN(value))
            state.sum += value + 0.0;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Sum state, in Sum other) =>
        state.sum += other.sum;

    /// <inheritdoc/>
    public static double Result(in Sum state, in WindowSpan window, double parameter) =>
        IsEmpty(state.sum) ? double.NaN : state.sum;

    /// <inheritdoc/>
    public static void Snapshot(in Sum state, StateWriter writer) =>
        writer.Number(state.sum);

    /// <inheritdoc/>
    public static Sum Restore(ref StateReader reader) =>
        new() { sum = reader.Number() };

    private static bool IsEmpty(double sum) => sum == 0 && double.IsNegative(sum);
}
