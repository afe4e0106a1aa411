using System.Collections.Immutable;
using Millrace.Actors.Patterns;
using Millrace.Messages;

namespace Millrace.Tests.Patterns;

/// <summary>Random definitions over four letters and a small number; the same seed gives the same one.</summary>
internal sealed class RandomPattern(Random random, SymbolTable symbols)
{
    private const string Alphabet = "abcd";
    private int steps;

    public PatternDefinition Next()
    {
        steps = 0;
        var elements = Sequence(random.Next(1, 5), depth: 0);
        if (steps > 1 && Chance(12))
            elements = elements.Add(Negation(Contiguity.FollowedBy));
        var definition = new PatternDefinition("random", elements)
        {
            Where = Chance(8) ? new LetterCondition(Alphabet.Remove(random.Next(4), 1), symbols) : null,
            Within = Chance(60) ? Span(2, 8) : null,
            Timeouts = true,
        };
        return definition with { Skip = Skip(definition) };
    }

    private ImmutableArray<PatternElement> Sequence(int count, int depth)
    {
        var elements = ImmutableArray.CreateBuilder<PatternElement>();
        for (var i = 0; i < count; i++)
        {
            if (i > 0 && Chance(14))
                elements.Add(Negation(Chance(50) ? Contiguity.Next : Contiguity.FollowedBy));
            elements.Add(Element(depth, isFirst: depth == 0 && i == 0));
        }

        return elements.ToImmutable();
    }

    private PatternElement Element(int depth, bool isFirst)
    {
        var kind = depth < 2 ? random.Next(100) : 99;
        PatternElement element = kind switch
        {
            < 14 => new Group(Sequence(random.Next(1, 4), depth + 1)),
            < 24 => new Choice([.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Element(depth + 1, isFirst: true))]),
            _ => new Step(Name(), Where()),
        };
        element = element with
        {
            Contiguity = (Contiguity)random.Next(3),
            Quantifier = Quantity(element is Step),
            Within = !isFirst && Chance(8) ? Span(1, 5) : null,
        };
        if (!element.Quantifier.IsLoop)
            return element;
        element = element with { LoopWithin = Chance(12) ? Span(1, 4) : null };
        return Chance(element is Step ? 20 : 35) ? element with { Until = Where() } : element;
    }

    private Step Negation(Contiguity contiguity) => new(Name(), new StepCondition(Letters()))
    {
        Not = true,
        Contiguity = contiguity,
    };

    private Quantifier Quantity(bool isStep)
    {
        var quantifier = random.Next(10) switch
        {
            < 6 => Quantifier.Once,
            6 => new Quantifier(2, 2),
            7 => new Quantifier(1, 2 + random.Next(2)),
            8 => new Quantifier(1, null),
            _ => new Quantifier(2, Chance(50) ? null : 3),
        };
        quantifier = quantifier with { Optional = Chance(20), Inner = (Contiguity)random.Next(3) };
        return quantifier with { Greedy = isStep && quantifier.IsLoop && quantifier.Inner != Contiguity.FollowedByAny && Chance(35) };
    }

    private StepCondition Where() => new(
        Chance(8) ? null : Letters(),
        Chance(15) ? new EarlierCondition((EarlierCondition.Kind)random.Next(5), random.Next(Math.Max(1, steps))) : null);

    private LetterCondition Letters()
    {
        var count = Chance(65) ? 1 : 2;
        return new LetterCondition(string.Concat(random.GetItems<char>(Alphabet, count).Distinct().Order()), symbols);
    }

    private SkipStrategy Skip(PatternDefinition definition)
    {
        if (Chance(50))
            return SkipStrategy.NoSkip;
        var names = Oracles.Patterns.NamedStep.AllOf(definition).Where(step => !step.Not).Select(step => step.Name).ToList();
        var name = names[random.Next(names.Count)];
        return random.Next(4) switch
        {
            0 => SkipStrategy.ToNext,
            1 => SkipStrategy.PastLastEvent,
            2 => SkipStrategy.ToFirst(name),
            _ => SkipStrategy.ToLast(name),
        };
    }

    private string Name() => $"s{steps++}";

    private bool Chance(int percent) => random.Next(100) < percent;

    private TimeSpan Span(int from, int to) => TimeSpan.FromMilliseconds(random.Next(from, to + 1));
}
