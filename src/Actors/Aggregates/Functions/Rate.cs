using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>rate()</c>: readings per second of the window's size, from its start to its end; null when that is 0. Keeps nothing.</summary>
public struct Rate : IAccumulator<Rate>
{
    /// <inheritdoc/>
    public static Rate Empty => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Rate state, double value, long time)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Rate state, in Rate other)
    {
    }

    /// <inheritdoc/>
    public static double Result(in Rate state, in WindowSpan window, double parameter) =>
        window.End == window.Start ? double.NaN : window.Readings * 1000.0 / (window.End - window.Start);

    /// <inheritdoc/>
    public static void Snapshot(in Rate state, StateWriter writer)
    {
    }

    /// <inheritdoc/>
    public static Rate Restore(ref StateReader reader) =>
        default;
}
