using System.Runtime.CompilerServices;
using Millrace.Actors.Aggregates.Sketches;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary>
/// <c>distinct</c>: how many different values there are; 0 without values. Exact up to 1,024, then an estimate with a standard error of 0.6 %
/// (<see cref="DistinctSketch"/>). Text is given as its hash. Eight bytes and the sketch.
/// </summary>
public struct Distinct : IAccumulator<Distinct>
{
    private DistinctSketch? sketch;

    /// <inheritdoc/>
    public static Distinct Empty => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Distinct state, double value, long time)
    {
        if (!double.IsNaN(value))
            (state.sketch ??= new DistinctSketch()).Add(value);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Distinct state, in Distinct other)
    {
        if (other.sketch is not null)
            (state.sketch ??= new DistinctSketch()).Merge(other.sketch);
    }

    /// <inheritdoc/>
    public static double Result(in Distinct state, in WindowSpan window, double parameter) =>
        state.sketch is null ? 0 : state.sketch.Count;

    /// <inheritdoc/>
    public static void Snapshot(in Distinct state, StateWriter writer)
    {
        writer.Flag(state.sketch is not null);
        state.sketch?.Snapshot(writer);
    }

    /// <inheritdoc/>
    public static Distinct Restore(ref StateReader reader) =>
        new() { sketch = reader.Flag() ? DistinctSketch.Restore(ref reader) : null };
}
