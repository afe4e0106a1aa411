using System.Collections.Immutable;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Windows;

/// <summary>A window with its aggregates: what it computes is in <c>docs/semantics.md</c>. Immutable.</summary>
/// <param name="Name">The name, unique in its pipeline.</param>
/// <param name="Shape">Which windows a reading falls into.</param>
/// <param name="Aggregates">The values of a result, in order; at least one.</param>
public sealed record WindowDefinition(string Name, WindowShape Shape, ImmutableArray<AggregateDefinition> Aggregates)
{
    /// <summary>Only readings that fulfil it count; null lets all in.</summary>
    public Condition? Where { get; init; }

    /// <summary>How long after its end (in event time) a window still takes readings, each of which fires it again; default none.</summary>
    public TimeSpan AllowedLateness { get; init; }

    /// <summary>Provisional results while the window is open; null for none.</summary>
    public EarlyResults? Early { get; init; }

    /// <summary>A result is emitted only when it fulfils this; null lets all out. Given the values in the order of <see cref="Aggregates"/>.</summary>
    public ResultCondition? Having { get; init; }
}
