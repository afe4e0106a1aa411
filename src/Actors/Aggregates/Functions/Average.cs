using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>avg</c>: the arithmetic mean; null without values. Sixteen bytes.</summary>
public struct Average : IAccumulator<Average>
{
    private double sum;
    private long count;

    /// <inheritdoc/>
    public static Average Empty => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Average state, double value, long time)
    {
        if (double.IsNaN(value))
            return;
        state.sum += value;
        state.count++;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Average state, in Average other)
    {
        state.sum += other.sum;
        state.count += other.count;
    }

    /// <inheritdoc/>
    public static double Result(in Average state, in WindowSpan window, double parameter) =>
        state.sum / state.count;

    /// <inheritdoc/>
    public static void Snapshot(in Average state, StateWriter writer)
    {
        writer.Number(state.sum);
        writer.Integer(state.count);
    }

    /// <inheritdoc/>
    public static Average Restore(ref StateReader reader)
    {
        var sum = reader.Number();
        return new() { sum = sum, count = reader.Integer() };
    }
}
