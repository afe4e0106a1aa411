using System.Collections.Immutable;
using Millrace.Actors.Patterns;

namespace Millrace.Oracles.Patterns;

/// <summary>
/// The naive, obviously right pattern matcher, written from the rules of <c>docs/semantics.md</c> and from no automaton: it enumerates every run of the steps
/// over every choice of events and keeps those that the rules allow. For a few steps and about ten events of one key.
/// </summary>
public static class PatternOracle
{
    /// <summary>Matches events that are already in matching order.</summary>
    /// <param name="definition">The pattern.</param>
    /// <param name="events">The events of one key, in matching order.</param>
    /// <param name="finalClock">Where the clock stands after them: <see cref="long.MaxValue"/> at the end of a finite input.</param>
    /// <param name="bug">A fault to plant.</param>
    public static OracleResult Run(
        PatternDefinition definition, IReadOnlyList<OracleEvent> events, long finalClock = long.MaxValue, OracleBug bug = OracleBug.None)
    {
        IReadOnlyList<OracleEvent> seen = bug == OracleBug.WhereOnlyWhenTaken ? events : [.. events.Where(e => e.Fulfils(definition.Where))];
        var rules = new HopRules(definition, seen, finalClock, bug);
        var runs = new RunEnumerator(definition, seen, rules, bug);
        runs.Run();
        if (runs.IsTooLarge)
            return new OracleResult([], [], []) { IsTooLarge = true };

        List<FoundMatch> found = [.. runs.Found.DistinctBy(match => RunOrder.TextOf(match.Branch))];
        var skip = new SkipRules(definition, runs.Waits, bug);
        var matches = skip.Emitted(found);
        var timeouts = definition.Timeouts ? skip.TimedOut().OrderBy(t => t.At.Time).ThenBy(t => t.Branch.First) : Enumerable.Empty<(Branch Branch, Moment At)>();
        var steps = NamedStep.AllOf(definition);
        var late = bug == OracleBug.TimeoutOffByOne ? 1 : 0;
        return new OracleResult(
            [.. matches.Select(match => new OracleMatch(Named(match.Branch)))],
            [.. timeouts.Select(timeout => new OracleMatch(Named(timeout.Branch), timeout.At.Time + late))],
            [])
        {
            HasTies = found.DistinctBy(match => (match.Branch.First, match.Completion)).Count() < found.Count,
        };

        ImmutableArray<(string Step, long Sequence)> Named(Branch branch) =>
            [.. branch.Taken.Select(taken => (steps[taken.Step].Name, seen[taken.Event].Event.Sequence))];
    }

    /// <summary>Matches readings as they arrive: sorted behind the bounded watermark for <see cref="MatchOrder.EventTime"/>, as they are otherwise.</summary>
    /// <param name="definition">The pattern.</param>
    /// <param name="arrivals">The readings of one key and partition, in the order of arrival.</param>
    /// <param name="maxOutOfOrderness">How far the watermark stays behind, in milliseconds.</param>
    /// <param name="flush">Whether the end of the input moves the clock to the end of time.</param>
    /// <param name="bug">A fault to plant.</param>
    public static OracleResult RunArrivals(
        PatternDefinition definition, IReadOnlyList<OracleEvent> arrivals, long maxOutOfOrderness, bool flush, OracleBug bug = OracleBug.None)
    {
        if (definition.Order == MatchOrder.Arrival)
        {
            var clock = flush ? long.MaxValue : arrivals.Select(e => e.Time).DefaultIfEmpty(long.MinValue).Max();
            return Run(definition, arrivals, clock, bug);
        }

        var ordered = WatermarkOrder.Of(arrivals, maxOutOfOrderness, flush, bug);
        var result = Run(definition, ordered.Released, ordered.Watermark, bug);
        return result with { Late = [.. ordered.Late.Where(e => e.Fulfils(definition.Where)).Select(e => e.Event.Sequence)] };
    }
}
