using System.Collections.Immutable;

namespace Millrace.Oracles.Patterns;

/// <summary>What a pattern makes of a list of readings.</summary>
/// <param name="Matches">In the order of rule 9: by first event, then by completion.</param>
/// <param name="Timeouts">By time, then by first event.</param>
/// <param name="Late">Sequence numbers of late readings, in the order of arrival.</param>
public sealed record OracleResult(ImmutableArray<OracleMatch> Matches, ImmutableArray<OracleMatch> Timeouts, ImmutableArray<long> Late)
{
    /// <summary>Whether matches that begin with one event were complete at one moment: the rules do not say which comes first.</summary>
    public bool HasTies { get; init; }

    /// <summary>Whether there are more runs than the oracle goes through; then the rest says nothing.</summary>
    public bool IsTooLarge { get; init; }
}
