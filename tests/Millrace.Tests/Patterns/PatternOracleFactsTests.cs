using Millrace.Oracles.Patterns;

namespace Millrace.Tests.Patterns;

public sealed class PatternOracleFactsTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(
        Environment.GetEnvironmentVariable("MILLRACE_FACTS") ?? Path.Combine(AppContext.BaseDirectory, "../../../Patterns/Facts"));

    [Fact]
    public void Oracle_EveryFact_Agrees()
    {
        var (checkedCases, wrong) = (0, 0);
        foreach (var fact in PatternFact.AllIn(Folder, output.WriteLine))
        {
            checkedCases++;
            var result = PatternOracle.RunArrivals(fact.Definition, fact.Events, fact.MaxOutOfOrderness ?? 1_000_000, flush: true);
            var matches = result.Matches.Select(fact.TextOf).Order(StringComparer.Ordinal);
            var timeouts = result.Timeouts.Select(fact.TextOf).Order(StringComparer.Ordinal);
            if (matches.SequenceEqual(fact.Matches.Order(StringComparer.Ordinal)) && timeouts.SequenceEqual(fact.Timeouts.Order(StringComparer.Ordinal)))
                continue;
            wrong++;
            output.WriteLine($"{fact.Name}\n  oracle: {string.Join(" | ", result.Matches.Select(fact.TextOf))} timeouts {string.Join(" | ", result.Timeouts.Select(fact.TextOf))}");
            output.WriteLine($"  fact:   {string.Join(" | ", fact.Matches)} timeouts {string.Join(" | ", fact.Timeouts)}");
        }

        output.WriteLine($"{checkedCases} cases, {wrong} wrong");
        Assert.Equal(0, wrong);
        Assert.True(checkedCases > 150);
    }
}
