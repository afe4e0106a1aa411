using System.Collections.Immutable;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Patterns;

/// <summary>A pattern: what it matches is in <c>docs/semantics.md</c>. Immutable; build it from YAML or here, then compile it once for all keys.</summary>
/// <param name="Name">The name, unique in its pipeline.</param>
/// <param name="Elements">The steps, groups and choices in order; at least one.</param>
public sealed record PatternDefinition(string Name, ImmutableArray<PatternElement> Elements)
{
    /// <summary>Readings that do not fulfil it do not exist for the pattern; null lets all in.</summary>
    public Condition? Where { get; init; }

    /// <summary>The span from first to last event is less than this; null for no limit.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>What a match does to the matches that overlap it.</summary>
    public SkipStrategy Skip { get; init; } = SkipStrategy.NoSkip;

    /// <summary>The order in which readings are matched.</summary>
    public MatchOrder Order { get; init; } = MatchOrder.EventTime;

    /// <summary>Whether partial matches that run out of time are emitted.</summary>
    public bool Timeouts { get; init; }

    /// <summary>The most partial matches per key; the one that would exceed it is not begun, counted, and a notice says so once a key.</summary>
    public int MaxPartialMatches { get; init; } = 10_000;
}
