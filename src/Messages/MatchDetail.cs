using System.Collections.Immutable;

namespace Millrace.Messages;

/// <summary>The events of a match or of a partial match that timed out.</summary>
/// <param name="Steps">The steps in which events were taken, in the order of the pattern, each with its events in the order taken.</param>
public sealed record MatchDetail(ImmutableArray<MatchStep> Steps);

/// <summary>The events that one step of a match took.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Events">Its events in the order taken.</param>
public sealed record MatchStep(string Name, ImmutableArray<MatchEvent> Events);

/// <summary>A reading within a match.</summary>
/// <param name="Time">Its event time.</param>
/// <param name="Sequence">Which reading it was among those of its key that fulfil some condition of the pattern, from 0, in the order of arrival: part of the match's id.</param>
/// <param name="Json">The reading as it came, as a JSON object.</param>
public sealed record MatchEvent(EventTime Time, long Sequence, ReadOnlyMemory<byte> Json);
