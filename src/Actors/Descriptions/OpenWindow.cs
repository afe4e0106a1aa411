using System.Collections.Immutable;
using Millrace.Messages;

namespace Millrace.Actors.Descriptions;

/// <summary>A window, session or count window that can still emit, with what it would say if it ended now; of a lookback, what it said last.</summary>
public sealed record OpenWindow
{
    /// <summary>Its start, inclusive. Of a count window the lowest event time so far.</summary>
    public required EventTime Start { get; init; }

    /// <summary>Its end, exclusive. Of a session the end that it has if no reading joins it; of a count window one millisecond after the highest event time so far.</summary>
    public required EventTime End { get; init; }

    /// <summary>The readings in it so far.</summary>
    public required long Readings { get; init; }

    /// <summary>Of a count window the readings at which it fires; null for all others.</summary>
    public int? ReadingsToFire { get; init; }

    /// <summary>Whether it has fired and is kept for late readings, each of which fires it again.</summary>
    public bool HasFired { get; init; }

    /// <summary>The revision of its last result if it has fired; 0 until then.</summary>
    public int Revision { get; init; }

    /// <summary>The aggregates over the readings so far, in the order of the definition; what <c>having</c> holds back is shown all the same.</summary>
    public required ImmutableArray<DescribedValue> Values { get; init; }
}
