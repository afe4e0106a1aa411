using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>count()</c>: the readings in the window, whatever they hold. Keeps nothing: the window counts its readings itself.</summary>
public struct Count : IAccumulator<Count>
{
    /// <inheritdoc/>
    public static Count Empty => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Count state, double value, long time)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref Count state, in Count other)
    {
    }

    /// <inheritdoc/>
    public static double Result(in Count state, in WindowSpan window, double parameter) =>
        window.Readings;

    /// <inheritdoc/>
    public static void Snapshot(in Count state, StateWriter writer)
    {
    }

    /// <inheritdoc/>
    public static Count Restore(ref StateReader reader) =>
        default;
}
