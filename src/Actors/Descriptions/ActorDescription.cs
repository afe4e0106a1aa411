using System.Collections.Immutable;
using Millrace.Messages;

namespace Millrace.Actors.Descriptions;

/// <summary>The live state of one actor at one moment, for people: plain data, immutable, safe on every thread.</summary>
public sealed record ActorDescription
{
    /// <summary>The most windows, partial matches and held matches that are listed one by one, each with its values: a bound on what a question costs the shard, which answers between two batches.</summary>
    public const int MaxListed = 100;

    /// <summary>The name of the window, pattern or actor.</summary>
    public required string Table { get; init; }

    /// <summary>What kind of actor it is.</summary>
    public required ActorKind Kind { get; init; }

    /// <summary>The event time at which its clock wakes it next; null when only a reading or the end of the input does.</summary>
    public EventTime? NextTimer { get; init; }

    /// <summary>How many windows can still emit.</summary>
    public long OpenWindows { get; init; }

    /// <summary>Those windows, those that end first in front; the first <see cref="MaxListed"/>.</summary>
    public ImmutableArray<OpenWindow> Windows { get; init; } = [];

    /// <summary>The readings that wait for the watermark to reach their time: of a lookback all, of a pattern those that it keeps.</summary>
    public int WaitingReadings { get; init; }

    /// <summary>How many partial matches are open.</summary>
    public int OpenPartialMatches { get; init; }

    /// <summary>Those partial matches, oldest first event in front; the first <see cref="MaxListed"/>.</summary>
    public ImmutableArray<OpenPartialMatch> PartialMatches { get; init; } = [];

    /// <summary>How many matches are complete and wait until no older partial match can precede them.</summary>
    public int HeldMatchCount { get; init; }

    /// <summary>Those matches in the order in which they will be emitted; the first <see cref="MaxListed"/>.</summary>
    public ImmutableArray<MatchDetail> HeldMatches { get; init; } = [];

    /// <summary>What a developer's actor says of itself; empty for the built-in ones.</summary>
    public ImmutableArray<DescribedValue> Values { get; init; } = [];

    /// <summary>How often its handlers have failed since the last success; always 0 where only built-in code runs.</summary>
    public int Failures { get; init; }

    /// <summary>The error that stopped it; null when it is not stopped.</summary>
    public string? StoppedBy { get; init; }

    /// <summary>The error that describing it met in a developer's code; null when there was none.</summary>
    public string? Fault { get; init; }
}
