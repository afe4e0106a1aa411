using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>first</c>: the value of the earliest reading by event time, of values with the same time the one that came first; null without values. Sixteen bytes.</summary>
/// <remarks>In a merge, the values of <c>other</c> count as having come later.</remarks>
public struct First : IAccumulator<First>
{
    private double value;
    private long time;

    internal readonly double Value => value;

    internal readonly long Time => time;

    /// <inheritdoc/>
    public static First Empty => new() { value = double.NaN, time = long.MaxValue };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref First state, double value, long time)
    {
        if (double.IsNaN(value) || time >= state.time)
            return;
        state.value = value;
        state.time = time;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref First state, in First other) =>
        Add(ref state, other.value, other.time);

    /// <inheritdoc/>
    public static double Result(in First state, in WindowSpan window, double parameter) =>
        state.value;

    /// <inheritdoc/>
    public static void Snapshot(in First state, StateWriter writer)
    {
        writer.Number(state.value);
        writer.Integer(state.time);
    }

    /// <inheritdoc/>
    public static First Restore(ref StateReader reader)
    {
        var value = reader.Number();
        return new() { value = value, time = reader.Integer() };
    }

    internal static First Of(double value, long time) => new() { value = value, time = time };
}
