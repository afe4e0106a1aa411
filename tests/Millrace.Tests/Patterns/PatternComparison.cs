using System.Collections.Immutable;
using Millrace.Actors.Patterns;
using Millrace.Messages;
using Millrace.Oracles.Patterns;

namespace Millrace.Tests.Patterns;

/// <summary>Engine against oracle on one case, and the way from a failing case to a small one.</summary>
internal sealed record PatternComparison(int Seed, PatternDefinition Definition, ReadingBatch Readings, long FinalClock)
{
    public static PatternComparison Random(int seed)
    {
        var random = new Random(seed);
        var symbols = new SymbolTable();
        var definition = new RandomPattern(random, symbols).Next();
        var isSorted = random.Next(5) > 0;
        var readings = RandomReadings.Next(random, symbols, disorder: isSorted ? 0 : 4);
        if (!isSorted)
            definition = definition with { Order = MatchOrder.Arrival };
        return new PatternComparison(seed, definition, readings, random.Next(5) > 0 ? long.MaxValue : readings.Times.Max() + random.Next(4));
    }

    /// <summary>What the two say, when they do not say the same.</summary>
    public string? Difference(OracleBug bug = OracleBug.None)
    {
        if (OpenQuestions.Of(Definition) is not null)
            return null;
        if (Environment.GetEnvironmentVariable("NOUNTIL") != null && NamedStep.AllOf(Definition).Any(x => x.Until != null))
            return null;
        if (PatternProgram.Compile(Definition, out _) is not { } program)
            return null;
        var events = OracleEvent.AllOf(Readings);
        var oracle = PatternOracle.Run(Definition, events, FinalClock, bug);
        if (Environment.GetEnvironmentVariable("NOTIES") != null && oracle.HasTies && Definition.Skip.Kind != SkipKind.None)
            return null;
        var engine = MatcherRun.Of(program, events, FinalClock, Seed);
        var matches = Compare("matches", Lines(oracle.Matches), engine.Matches, ordered: Definition.Skip.Kind != SkipKind.None);
        if (OpenQuestions.HasDeadWays(Definition))
            return matches;
        return matches ?? Compare("timeouts", Lines(oracle.Timeouts), Environment.GetEnvironmentVariable("NODUP") != null ? [.. engine.Timeouts.Distinct()] : engine.Timeouts, ordered: false);
    }

    /// <summary>A case as small as leaving things out can make it, that still fails.</summary>
    public PatternComparison Shrunk()
    {
        var smallest = this;
        while (smallest.Smaller().FirstOrDefault(smaller => smaller.Difference() is not null) is { } next)
            smallest = next;
        return smallest;
    }

    public override string ToString() =>
        $"seed {Seed}: {PatternText.Of(Definition)}\n    {RandomReadings.TextOf(Readings)}{(FinalClock == long.MaxValue ? "" : $" clock {FinalClock}")}\n    {Difference()}";

    private IEnumerable<PatternComparison> Smaller()
    {
        for (var row = 0; row < Readings.Count; row++)
            yield return this with { Readings = RandomReadings.Without(Readings, row) };
        foreach (var elements in Smaller(Definition.Elements))
            yield return this with { Definition = Definition with { Elements = elements } };
        if (Definition.Skip.Kind != SkipKind.None)
            yield return this with { Definition = Definition with { Skip = SkipStrategy.NoSkip } };
        if (Definition.Where is not null)
            yield return this with { Definition = Definition with { Where = null } };
        if (Definition.Within is not null)
            yield return this with { Definition = Definition with { Within = null } };
        if (FinalClock != long.MaxValue)
            yield return this with { FinalClock = long.MaxValue };
    }

    private static IEnumerable<ImmutableArray<PatternElement>> Smaller(ImmutableArray<PatternElement> elements)
    {
        for (var i = 0; i < elements.Length; i++)
        {
            // References are by number: a step may go only when no later number is asked for, which the oracle's own check of the case sees to.
            if (elements.Length > 1 && i == elements.Length - 1)
                yield return elements.RemoveAt(i);
            if (elements.Length > 1 && i < elements.Length - 1 && !PatternText.Of(new PatternDefinition("", elements)).Contains('('))
                yield return elements.RemoveAt(i);
            foreach (var smaller in Smaller(elements[i]))
                yield return elements.SetItem(i, smaller);
        }
    }

    private static IEnumerable<PatternElement> Smaller(PatternElement element)
    {
        if (element.Quantifier != Quantifier.Once)
            yield return element with { Quantifier = Quantifier.Once, LoopWithin = null };
        if (element.Quantifier.Optional)
            yield return element with { Quantifier = element.Quantifier with { Optional = false } };
        if (element.Quantifier.Greedy)
            yield return element with { Quantifier = element.Quantifier with { Greedy = false } };
        if (element.Within is not null)
            yield return element with { Within = null };
        if (element.LoopWithin is not null)
            yield return element with { LoopWithin = null };
        if (element.Contiguity != Contiguity.FollowedBy)
            yield return element with { Contiguity = Contiguity.FollowedBy };
        if (element.Quantifier.Inner != Contiguity.FollowedBy)
            yield return element with { Quantifier = element.Quantifier with { Inner = Contiguity.FollowedBy } };
        switch (element)
        {
            case Step { Until: not null } step:
                yield return step with { Until = null };
                break;
            case Step { Where: { Plain: not null, Iterative: not null } } step:
                yield return step with { Where = step.Where with { Iterative = null } };
                break;
            case Group group:
                foreach (var inner in group.Elements)
                    yield return inner;
                foreach (var smaller in Smaller(group.Elements))
                    yield return group with { Elements = smaller };
                break;
            case Choice choice:
                foreach (var inner in choice.Alternatives)
                    yield return inner;
                foreach (var smaller in Smaller(choice.Alternatives).Where(a => a.Length > 1))
                    yield return choice with { Alternatives = smaller };
                break;
        }
    }

    private static string? Compare(string what, List<string> oracle, List<string> engine, bool ordered)
    {
        if (!ordered)
        {
            oracle.Sort(StringComparer.Ordinal);
            engine.Sort(StringComparer.Ordinal);
        }

        return oracle.SequenceEqual(engine) ? null : $"{what}: oracle [{string.Join(" | ", oracle)}] engine [{string.Join(" | ", engine)}]";
    }

    private static List<string> Lines(IEnumerable<OracleMatch> matches) =>
        [.. matches.Select(match => MatcherRun.TextOf(match.Events) + (match.TimeoutAt is { } time ? $" @{time}" : ""))];
}
