using System.Collections.Immutable;
using Millrace.Actors.Descriptions;
using Millrace.Messages;

namespace Millrace.Actors.Patterns;

/// <summary>Tells people what a matcher holds. Changes nothing.</summary>
internal sealed class MatchDescriber(PatternProgram program, PatternMatcher matcher)
{
    /// <summary>Adds the partial matches and the held ones to a description.</summary>
    public ActorDescription Describe(ActorDescription described)
    {
        var partials = ImmutableArray.CreateBuilder<OpenPartialMatch>();
        foreach (ref readonly var partial in matcher.Partials[..Math.Min(matcher.PartialCount, ActorDescription.MaxListed)])
            partials.Add(Describe(in partial));
        var held = ImmutableArray.CreateBuilder<MatchDetail>();
        for (var i = 0; i < Math.Min(matcher.HeldCount, ActorDescription.MaxListed); i++)
            held.Add(new PatternMatch(program, matcher.Held![i]).ToDetail());
        return described with
        {
            OpenPartialMatches = matcher.PartialCount,
            PartialMatches = partials.ToImmutable(),
            HeldMatchCount = matcher.HeldCount,
            HeldMatches = held.ToImmutable(),
        };
    }

    private OpenPartialMatch Describe(in PartialMatch partial)
    {
        var node = partial.Node;
        var at = program.Positions[node.Step]!;
        var waitsFor = new SortedSet<int>();
        var mustNotCome = new SortedSet<int>();
        var completes = long.MaxValue;
        var closes = long.MinValue;
        for (var i = 0; i < at.Hops.Length; i++)
        {
            if ((partial.Open & ~at.Flags & (1UL << i)) == 0)
                continue;
            var hop = at.Hops[i];
            foreach (var negation in hop.Negations)
                mustNotCome.Add(negation.Step.StepIndex);
            if (hop.Target == Hop.End)
            {
                completes = Math.Min(completes, matcher.DueOf(node, hop));
                continue;
            }

            waitsFor.Add(hop.Target);
            closes = Math.Max(closes, matcher.DueOf(node, hop));
        }

        // Where only the end is waited for there is nothing to run out of time for.
        var timesOut = closes == long.MinValue ? long.MaxValue : Math.Min(closes, matcher.Deadline(node));
        return new OpenPartialMatch
        {
            Taken = new PatternMatch(program, node).ToDetail(),
            Start = new EventTime(node.Root.Time),
            Last = new EventTime(node.Time),
            WaitsFor = [.. waitsFor.Select(step => program.StepNames[step])],
            MustNotCome = [.. mustNotCome.Select(step => program.StepNames[step])],
            CompletesAt = completes == long.MaxValue ? null : new EventTime(completes),
            TimesOutAt = timesOut == long.MaxValue ? null : new EventTime(timesOut),
        };
    }
}
