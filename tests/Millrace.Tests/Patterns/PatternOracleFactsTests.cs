using Millrace.Oracles.Patterns;
using Millrace.Tests.Patterns.Facts;

namespace Millrace.Tests.Patterns;

/// <summary>The oracle against the facts: before it judges the engine it is judged itself.</summary>
public sealed class PatternOracleFactsTests
{
    public static TheoryData<string> Names { get; } = [.. PatternFact.All.Select(fact => fact.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Oracle_Fact_Agrees(string name)
    {
        var fact = PatternFact.Named(name);
        var translated = new TranslatedFact(fact);

        var result = PatternOracle.RunArrivals(translated.Definition, translated.Events, fact.MaxOutOfOrderness, flush: true);

        Assert.Equal(fact.Matches.Order(StringComparer.Ordinal), result.Matches.Select(translated.TextOf).Order(StringComparer.Ordinal));
        if (fact.Timeouts is { } timeouts)
            Assert.Equal(timeouts.Order(StringComparer.Ordinal), result.Timeouts.Select(translated.TextOf).Order(StringComparer.Ordinal));
        Assert.Empty(result.Late);
    }
}
