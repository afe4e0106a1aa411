using System.Collections.Immutable;
using Millrace.Actors.Patterns;

namespace Millrace.Oracles.Patterns;

/// <summary>Rules 1, 5, 6, 7 and 8: whether an event may be taken, or passed over, by a run that waits for a step.</summary>
internal sealed class HopRules
{
    private readonly PatternDefinition definition;
    private readonly IReadOnlyList<OracleEvent> events;
    private readonly ImmutableArray<long> clock;
    private readonly long finalClock;
    private readonly ImmutableArray<bool> exists;
    private readonly OracleBug bug;

    public HopRules(PatternDefinition definition, IReadOnlyList<OracleEvent> events, long finalClock, OracleBug bug)
    {
        this.definition = definition;
        this.events = events;
        this.finalClock = finalClock;
        this.bug = bug;
        exists = [.. events.Select(e => bug != OracleBug.WhereOnlyWhenTaken || e.Fulfils(definition.Where))];
        clock = [.. events.Select((_, i) => events.Take(i + 1).Max(e => e.Time))];
    }

    /// <summary>Whether the event can be taken as far as it alone goes: one that fulfils <c>until</c> is never taken by its loop.</summary>
    public bool IsCandidate(Hop hop, Branch branch, int i) =>
        FulfilsStep(hop, branch, i)
        && (bug == OracleBug.UntilTaken || !Ends(hop.Step, branch, i))
        && (bug == OracleBug.GroupUntilTaken || !Ends(hop.OuterUntils, branch, i));

    /// <summary>Rule 2: the first hop is free; only what `greedy` says of the taken event itself remains.</summary>
    public bool MayBegin(Hop hop, Branch branch, int i) =>
        IsCandidate(hop, branch, i) && branch.Guards.All(guard => Allows(guard, branch, i, isTaken: true));

    public bool HasTime(Hop hop, Branch branch, int i) => clock[i] < Deadline(branch, hop.Limits);

    public bool MayTake(Hop hop, Branch branch, int i) =>
        IsCandidate(hop, branch, i)
        && (hop.Contiguity != Contiguity.Next || i == branch.Last + 1 || bug == OracleBug.StrictAsRelaxed)
        && branch.Guards.All(guard => Allows(guard, branch, i, isTaken: true));

    /// <summary>Whether the run may still wait for the step when the event has come and was not taken.</summary>
    public bool MayPassOver(Hop hop, Branch branch, int i)
    {
        var passes = hop.Contiguity switch
        {
            Contiguity.Next => bug == OracleBug.StrictAsRelaxed && !FulfilsStep(hop, branch, i),
            Contiguity.FollowedBy => bug == OracleBug.RelaxedAsAny || !FulfilsStep(hop, branch, i),
            _ => bug != OracleBug.AnyAsRelaxed || !FulfilsStep(hop, branch, i),
        };
        return passes
            && !(hop.LoopBegun && bug != OracleBug.UntilDoesNotEnd && Ends(hop.Step, branch, i))
            && !(bug != OracleBug.GroupUntilDoesNotEnd && Ends(bug == OracleBug.GroupUntilEndsBefore ? hop.OuterUntils : hop.BegunUntils, branch, i))
            && branch.Guards.All(guard => Allows(guard, branch, i, isTaken: false));
    }

    /// <summary>Until when a run waits for a step.</summary>
    public Wait WaitFor(Hop hop, Branch branch)
    {
        var deadline = Deadline(branch, hop.Limits);
        for (var i = branch.Last + 1; i < events.Count; i++)
        {
            if (clock[i] >= deadline)
                return new Wait(branch, new Moment(i, false, deadline), TimesOut: true, IsPending: false);
            if (!MayPassOver(hop, branch, i) && bug != OracleBug.TimeoutOfDead)
                return new Wait(branch, new Moment(i, true, 0), TimesOut: false, IsPending: false);
        }

        return finalClock < deadline
            ? new Wait(branch, Moment.Never, TimesOut: false, IsPending: false)
            : new Wait(branch, new Moment(events.Count, false, deadline), TimesOut: deadline < long.MaxValue, IsPending: false);
    }

    /// <summary>Rule 7: when a negation at the end is over, and whether nothing forbidden has come by then.</summary>
    public (Moment End, bool Completes) PendingEnd(Branch branch)
    {
        var deadline = branch.Guards.OfType<Guard.Negation>().Where(guard => guard.Step.Contiguity == Contiguity.FollowedBy)
            .Max(guard => Deadline(branch, guard.Step.Within is { } limit && bug != OracleBug.StepWithinIgnored ? [limit] : []));
        for (var i = branch.Last + 1; i < events.Count; i++)
        {
            if (clock[i] >= deadline)
                return (new Moment(i, false, deadline), true);
            if (!branch.Guards.All(guard => guard is Guard.LeftGreedily || Allows(guard, branch, i, isTaken: false)))
                return (new Moment(i, true, 0), false);
        }

        return finalClock < deadline || deadline == long.MaxValue
            ? (Moment.Never, false)
            : (new Moment(events.Count, false, deadline), true);
    }

    private long Deadline(Branch branch, ImmutableList<TimeSpan> limits)
    {
        var slack = bug == OracleBug.WithinInclusive ? 1 : 0;
        var deadlines = limits.Select(limit => events[branch.Last].Time + Milliseconds(limit));
        if (definition.Within is { } within)
            deadlines = deadlines.Append(events[branch.First].Time + Milliseconds(within) + slack);
        return deadlines.DefaultIfEmpty(long.MaxValue).Min();
    }

    private bool Allows(Guard guard, Branch branch, int i, bool isTaken)
    {
        switch (guard)
        {
            case Guard.Negation { Step: var step }:
                if (isTaken && bug == OracleBug.NegationForgetsTaken)
                    return true;
                if (step.Within is { } limit && clock[i] - events[branch.Last].Time >= Milliseconds(limit) && bug != OracleBug.StepWithinIgnored)
                    return true;
                var asked = step.Contiguity != Contiguity.Next || bug == OracleBug.NegatedNextAsFollowedBy || i == branch.Last + 1;
                return !asked || !(exists[i] && Fulfils(step.Where, branch, i));
            case Guard.LeftGreedily { Step: var step, OuterUntils: var outer }:
                if (isTaken && bug == OracleBug.GreedyForgetsTaken)
                    return true;
                var ended = Since(branch, i).Any(j =>
                    (bug != OracleBug.GreedyForgetsUntil && Ends(step, branch, j)) || (bug != OracleBug.GreedyForgetsGroupUntil && Ends(outer, branch, j)));
                return ended || !(exists[i] && Fulfils(step.Where, branch, i));
            default:
                throw new ArgumentOutOfRangeException(nameof(guard));
        }
    }

    private static IEnumerable<int> Since(Branch branch, int i) =>
        branch.Taken.IsEmpty ? [i] : Enumerable.Range(branch.Last + 1, i - branch.Last);

    private bool FulfilsStep(Hop hop, Branch branch, int i) => exists[i] && Fulfils(hop.Step.Where, branch, i);

    private bool Ends(Step step, Branch branch, int i) => step.Until is { } until && exists[i] && Fulfils(until, branch, i);

    private bool Ends(ImmutableList<StepCondition> untils, Branch branch, int i) => exists[i] && untils.Any(until => Fulfils(until, branch, i));

    private bool Fulfils(StepCondition condition, Branch branch, int i) =>
        events[i].Fulfils(condition.Plain)
        && (condition.Iterative is null || condition.Iterative.Test(events[i].Event, new TakenSoFar(events, bug == OracleBug.ReferencesForgotten ? [] : branch.Taken)));

    private static long Milliseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMillisecond;
}
