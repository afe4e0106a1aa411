using System.Collections.Immutable;
using Millrace.Actors.Patterns;
using Millrace.Messages;
using Millrace.Oracles.Patterns;

namespace Millrace.Tests.Patterns;

/// <summary>Engine against oracle on one case, and the way from a failing case to a small one.</summary>
internal sealed record PatternComparison(int Seed, PatternDefinition Definition, ReadingBatch Readings, long FinalClock, long MaxOutOfOrderness)
{
    /// <summary>Readings in matching order.</summary>
    public static PatternComparison Ordered(int seed) => Draw(seed, isDisordered: false);

    /// <summary>Readings that arrive out of order, some of them late.</summary>
    public static PatternComparison Arriving(int seed) => Draw(seed, isDisordered: true);

    private static PatternComparison Draw(int seed, bool isDisordered)
    {
        var random = new Random(seed);
        var symbols = new SymbolTable();
        var definition = new RandomPattern(random, symbols).Next();
        var isArrival = random.Next(5) == 0;
        var readings = RandomReadings.Next(random, symbols, disorder: isDisordered || isArrival ? 4 : 0);
        if (isArrival)
            definition = definition with { Order = MatchOrder.Arrival };
        return new PatternComparison(seed, definition, readings, random.Next(5) > 0 ? long.MaxValue : readings.Times.Max() + random.Next(4), random.Next(5));
    }

    /// <summary>What the matcher and the oracle say, when they do not say the same.</summary>
    public string? MatcherDifference(OracleBug bug = OracleBug.None)
    {
        if (ProgramOf() is not { } program)
            return null;
        var events = OracleEvent.AllOf(Readings);
        var oracle = PatternOracle.Run(Definition, events, FinalClock, bug);
        if (oracle.IsTooLarge)
            return null;
        var engine = MatcherRun.Of(program, events, FinalClock, Seed);
        return Compare(oracle, engine.Matches, engine.Timeouts, []);
    }

    /// <summary>What the detector actors, in a shard, and the oracle say of the readings as they arrive.</summary>
    public string? DetectorDifference(OracleBug bug = OracleBug.None)
    {
        // What readings that `where` keeps out do to the clock of arrival order is nobody's business but the watermark's.
        if (ProgramOf() is not { } program || (Definition is { Order: MatchOrder.Arrival, Where: not null }))
            return null;
        var flush = FinalClock == long.MaxValue;
        var oracle = PatternOracle.RunArrivals(Definition, OracleEvent.AllOf(Readings), MaxOutOfOrderness, flush, bug);
        if (oracle.IsTooLarge)
            return null;
        var engine = DetectorRun.Of(program, Readings, MaxOutOfOrderness, flush, Seed);
        return Compare(oracle, engine.Matches, engine.Timeouts, engine.Late);
    }

    /// <summary>A case as small as leaving things out can make it, that still fails.</summary>
    public PatternComparison Shrunk(Func<PatternComparison, string?> difference)
    {
        var smallest = this;
        while (smallest.Smaller().FirstOrDefault(smaller => difference(smaller) is not null) is { } next)
            smallest = next;
        return smallest;
    }

    public override string ToString() =>
        $"seed {Seed}: {PatternText.Of(Definition)}\n    {RandomReadings.TextOf(Readings)}{(FinalClock == long.MaxValue ? "" : $" clock {FinalClock}")} out of order {MaxOutOfOrderness}";

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
            yield return element with { Quantifier = Quantifier.Once, LoopWithin = null, Until = null };
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
        if (element.Until is not null)
            yield return element with { Until = null };
        switch (element)
        {
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

    private PatternProgram? ProgramOf() => OpenQuestions.Of(Definition) is null ? PatternProgram.Compile(Definition, out _) : null;

    private string? Compare(OracleResult oracle, List<string> matches, List<string> timeouts, List<string> late) =>
        Compare("matches", Lines(oracle.Matches), matches, ordered: Definition.Skip.Kind != SkipKind.None)
        ?? (OpenQuestions.HasDeadWays(Definition) ? null : Compare("timeouts", Lines(oracle.Timeouts), timeouts, ordered: false))
        ?? Compare("late", [.. oracle.Late.Select(sequence => $"{sequence}")], late, ordered: true);

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
