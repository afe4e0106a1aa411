using System.Collections.Immutable;

namespace Millrace.Oracles.Patterns;

/// <summary>A match, or a partial match that has timed out: the events that its steps have taken, and the time that it carries.</summary>
/// <param name="Events">Step names with the sequence numbers of their events, in the order taken.</param>
/// <param name="TimeoutAt">When a partial match timed out; null for a match.</param>
public sealed record OracleMatch(ImmutableArray<(string Step, long Sequence)> Events, long? TimeoutAt = null)
{
    /// <summary>One line that says all: two are the same when their lines are.</summary>
    public override string ToString() =>
        string.Join(' ', Events.Select(e => $"{e.Step}:{e.Sequence}")) + (TimeoutAt is { } time ? $" @{time}" : "");
}
