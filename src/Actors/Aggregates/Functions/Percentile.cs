using System.Runtime.CompilerServices;
using Millrace.Actors.Aggregates.Sketches;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary>
/// <c>percentile(x, p)</c>, p from 0 to 100, by the nearest rank: of n values in ascending order the one at position ceil(p * n / 100), counted from 1
/// and at least 1; null without values. Exact up to 64 values, then within 1 % of that value (<see cref="QuantileSketch"/>). Eight bytes and the sketch.
/// </summary>
public struct Percentile : IAccumulator<Percentile>
{
    private QuantileSketch? sketch;

    /// <inheritdoc/>
    public static Percentile Empty => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Percentile state, double value, long time)
    {
        if (!double.IsNaN(value))
            (state.sketch ??= new QuantileSketch()).Add(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Percentile state, in Percentile other)
    {
        if (other.sketch is not null)
            (state.sketch ??= new QuantileSketch()).Merge(other.sketch);
    }

    /// <inheritdoc/>
    public static double Result(in Percentile state, in WindowSpan window, double parameter) =>
        state.sketch is null ? double.NaN : state.sketch.Quantile(parameter);

    /// <inheritdoc/>
    public static void Snapshot(in Percentile state, StateWriter writer)
    {
        writer.Flag(state.sketch is not null);
        state.sketch?.Snapshot(writer);
    }

    /// <inheritdoc/>
    public static Percentile Restore(ref StateReader reader) =>
        new() { sketch = reader.Flag() ? QuantileSketch.Restore(ref reader) : null };
}
