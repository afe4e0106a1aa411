using System.Collections.Immutable;
using Millrace.Messages;

namespace Millrace.Actors.Descriptions;

/// <summary>A partial match: what it took, and how it may go on.</summary>
public sealed record OpenPartialMatch
{
    /// <summary>The events taken so far by step, with their times and readings.</summary>
    public required MatchDetail Taken { get; init; }

    /// <summary>Event time of the first event taken.</summary>
    public required EventTime Start { get; init; }

    /// <summary>Event time of the last event taken.</summary>
    public required EventTime Last { get; init; }

    /// <summary>The steps of which one may take the next event, in the order of the pattern, each once; a loop that may go on names itself.</summary>
    public required ImmutableArray<string> WaitsFor { get; init; }

    /// <summary>The negated steps that are watched on the way there, in the order of the pattern, each once.</summary>
    public required ImmutableArray<string> MustNotCome { get; init; }

    /// <summary>When it is complete if nothing of <see cref="MustNotCome"/> comes until then; null when time does not complete it.</summary>
    public EventTime? CompletesAt { get; init; }

    /// <summary>When it is given up, unless it has gone on by then or is complete by time; null for never.</summary>
    public EventTime? TimesOutAt { get; init; }
}
