using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>last</c>: the value of the latest reading by event time, of values with the same time the one that came last; null without values. Sixteen bytes.</summary>
/// <remarks>In a merge, the values of <c>other</c> count as having come later.</remarks>
public struct Last : IAccumulator<Last>
{
    private double value;
    private long time;

    internal readonly double Value => value;

    internal readonly long Time => time;

    /// <inheritdoc/>
    public static Last Empty => new() { value = double.NaN, time = long.MinValue };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Last state, double value, long time)
    {
        if (double.IsNaN(value) || time < state.time)
            return;
        state.value = value;
        state.time = time;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Last state, in Last other) =>
        Add(ref state, other.value, other.time);

    /// <inheritdoc/>
    public static double Result(in Last state, in WindowSpan window, double parameter) =>
        state.value;

    /// <inheritdoc/>
    public static void Snapshot(in Last state, StateWriter writer)
    {
        writer.Number(state.value);
        writer.Integer(state.time);
    }

    /// <inheritdoc/>
    public static Last Restore(ref StateReader reader)
    {
        var value = reader.Number();
        return new() { value = value, time = reader.Integer() };
    }

    internal static Last Of(double value, long time) => new() { value = value, time = time };
}
