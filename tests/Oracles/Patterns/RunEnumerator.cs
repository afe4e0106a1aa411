using System.Collections.Immutable;
using Millrace.Actors.Patterns;

namespace Millrace.Oracles.Patterns;

/// <summary>
/// Enumerates every run of the steps over every choice of events, by plain backtracking: for each element, each way to take it; for each step,
/// each event. Nothing is shared, nothing is remembered but what was found.
/// </summary>
internal sealed class RunEnumerator
{
    /// <summary>The most waits that are looked at: nested loops over all choices grow without bound, and the oracle is for small cases.</summary>
    private const int MostWaits = 3_000;

    private readonly PatternDefinition definition;
    private readonly Dictionary<Step, int> numbers;
    private readonly HopRules rules;
    private readonly IReadOnlyList<OracleEvent> events;
    private readonly OracleBug bug;

    public RunEnumerator(PatternDefinition definition, IReadOnlyList<OracleEvent> events, HopRules rules, OracleBug bug)
    {
        this.definition = definition;
        this.events = events;
        this.rules = rules;
        this.bug = bug;
        numbers = NamedStep.AllOf(definition).Index().ToDictionary(s => s.Item, s => s.Index, ReferenceEqualityComparer.Instance as IEqualityComparer<Step>);
    }

    /// <summary>Complete runs; one can be found in several ways.</summary>
    public List<FoundMatch> Found { get; } = [];

    /// <summary>What every partial match has waited for.</summary>
    public List<Wait> Waits { get; } = [];

    /// <summary>Whether it gave up.</summary>
    public bool IsTooLarge => Waits.Count >= MostWaits;

    public void Run() => Sequence(definition.Elements, 0, definition.Elements[0].Contiguity, [], Branch.Empty, Complete);

    private void Complete(Branch branch)
    {
        if (branch.Taken.IsEmpty)
            return;
        if (definition.Elements[^1] is Step { Not: true })
        {
            var pending = rules.PendingEnd(branch);
            Waits.Add(new Wait(branch, pending.End, TimesOut: pending.Completes, IsPending: true));
            if (pending.Completes)
                Found.Add(new FoundMatch(branch, pending.End));
            return;
        }

        Found.Add(new FoundMatch(branch, new Moment(branch.Last, true, 0)));
    }

    /// <summary>Elements in a row, from one on. The first of them is entered as the group is that it heads.</summary>
    private void Sequence(
        ImmutableArray<PatternElement> elements, int at, Contiguity entry, ImmutableList<LoopBound> bounds, Branch branch, Action<Branch> then)
    {
        if (at == elements.Length)
        {
            then(branch);
            return;
        }

        var element = elements[at];
        void Onward(Branch b) => Sequence(elements, at + 1, entry, bounds, b, then);
        if (element is Step { Not: true } negated)
        {
            Onward(branch.Guarded(new Guard.Negation(negated)));
            return;
        }

        var negations = elements.Skip(at + 1).TakeWhile(e => e is Step { Not: true }).Cast<Step>();
        Quantified(element, at == 0 ? entry : element.Contiguity, bounds, [.. negations], branch, Onward);
    }

    /// <summary>An element as often as its quantifier says. The negations that follow it are in force from a loop's first event on.</summary>
    private void Quantified(
        PatternElement element, Contiguity entry, ImmutableList<LoopBound> bounds, ImmutableArray<Step> negations, Branch start, Action<Branch> then)
    {
        var quantifier = element.Quantifier;
        var greedy = quantifier.Greedy && quantifier.Max != quantifier.Min ? element as Step : null;
        var max = quantifier.Max is > 1 && bug == OracleBug.UpperBoundOffByOne ? quantifier.Max - 1 : quantifier.Max;
        if (element.Within is not null && bug != OracleBug.StepWithinIgnored)
            bounds = bounds.Add(new LoopBound(start.Taken.Count, FirstOnly: true, element.Within, [], Until: null));
        var outer = bounds.Select(bound => bound.Until).OfType<StepCondition>().ToImmutableList();
        if (quantifier.IsLoop)
            bounds = bounds.Add(BoundOf(element, negations, start));
        if ((quantifier.Optional || quantifier.Min == 0) && bug != OracleBug.OptionalAlwaysTaken)
            then(greedy is null || bug == OracleBug.GreedyForgetsEmptyLoop ? start : start.Guarded(new Guard.LeftGreedily(greedy, outer)));
        Again(0, start);

        void Again(int times, Branch branch)
        {
            var contiguity = times == 0 || bug == OracleBug.InnerAsOuter ? entry : quantifier.Inner;
            var guarded = branch;
            if (times > 0 && element is Step && bug != OracleBug.NegationOnlyAfterLoop)
                guarded = negations.Where(n => n.Contiguity == Contiguity.Next).Aggregate(branch, (b, n) => b.Guarded(new Guard.Negation(n)));
            Once(element, contiguity, bounds, times > 0, guarded, after =>
            {
                // A turn in which every element was left out: further turns would add nothing.
                if (after.Taken.Count == branch.Taken.Count)
                {
                    then(after);
                    return;
                }

                if (times + 1 >= quantifier.Min)
                    then(greedy is null ? after : after.Guarded(new Guard.LeftGreedily(greedy, outer)));
                if (max is null || times + 1 < max)
                    Again(times + 1, after);
            });
        }
    }

    private LoopBound BoundOf(PatternElement loop, ImmutableArray<Step> negations, Branch start) => new(
        start.Taken.Count,
        FirstOnly: false,
        bug == OracleBug.LoopWithinIgnored ? null : loop.LoopWithin,
        bug == OracleBug.NegationOnlyAfterLoop ? [] : [.. negations.Where(n => n.Contiguity == Contiguity.FollowedBy)],
        loop is Step ? null : loop.Until);

    private void Once(
        PatternElement element, Contiguity entry, ImmutableList<LoopBound> bounds, bool loopBegun, Branch branch, Action<Branch> then)
    {
        switch (element)
        {
            case Step step:
                var inForce = bounds.Where(bound => bound.IsInForce(branch)).ToList();
                var guarded = inForce.SelectMany(bound => bound.Negations).Aggregate(branch, (b, n) => b.Guarded(new Guard.Negation(n)));
                Take(
                    new Hop(
                        step,
                        entry,
                        loopBegun,
                        [.. inForce.Select(bound => bound.Limit).OfType<TimeSpan>()],
                        [.. bounds.Select(bound => bound.Until).OfType<StepCondition>()],
                        [.. inForce.Select(bound => bound.Until).OfType<StepCondition>()]),
                    guarded,
                    then);
                break;
            case Group group:
                Sequence(group.Elements, 0, entry, bounds, branch, then);
                break;
            case Choice choice:
                foreach (var alternative in choice.Alternatives.Take(bug == OracleBug.ChoiceFirstOnly ? 1 : int.MaxValue))
                    Quantified(alternative, entry, bounds, [], branch, then);
                break;
        }
    }

    private void Take(Hop hop, Branch branch, Action<Branch> then)
    {
        if (IsTooLarge)
            return;
        var step = numbers[hop.Step];
        if (branch.Taken.IsEmpty)
        {
            for (var i = 0; i < events.Count; i++)
            {
                if (rules.MayBegin(hop, branch, i))
                    then(branch.Take(step, i));
            }

            return;
        }

        Waits.Add(rules.WaitFor(hop, branch));
        for (var i = branch.Last + 1; i < events.Count && rules.HasTime(hop, branch, i); i++)
        {
            if (rules.MayTake(hop, branch, i))
                then(branch.Take(step, i));
            if (!rules.MayPassOver(hop, branch, i))
                break;
        }
    }
}
