using Millrace.Oracles.Patterns;

namespace Millrace.Tests.Patterns;

/// <summary>
/// The engine against the oracle on random patterns and readings. A failure names its seed and is made small first: <see cref="PatternComparison"/>
/// draws the same case again from the seed. <see cref="OpenQuestions"/> says what is left out.
/// </summary>
public sealed class PatternPropertyTests
{
    private const int Cases = 4_000;

    [Fact]
    public void Matcher_RandomPatternsAndReadings_SaysWhatTheOracleSays() =>
        Check(PatternComparison.Ordered, comparison => comparison.MatcherDifference());

    [Fact]
    public void Detectors_RandomPatternsAndReadingsOutOfOrder_SayWhatTheOracleSays() =>
        Check(PatternComparison.Arriving, comparison => comparison.DetectorDifference());

    [Fact]
    public void RandomCases_Mostly_AreComparedAndManyMatch()
    {
        var cases = Enumerable.Range(0, 1_000).Select(PatternComparison.Ordered).Where(c => OpenQuestions.Of(c.Definition) is null).ToList();
        var results = cases.ConvertAll(c => PatternOracle.Run(c.Definition, OracleEvent.AllOf(c.Readings), c.FinalClock));

        Assert.True(cases.Count > 600, $"{cases.Count} of 1000 cases are not left out");
        Assert.True(results.Count(r => r.IsTooLarge) < 20, $"{results.Count(r => r.IsTooLarge)} cases are too large for the oracle");
        Assert.True(results.Count(r => r.Matches.Length > 0) > 250, $"{results.Count(r => r.Matches.Length > 0)} cases have a match");
        Assert.True(results.Count(r => r.Timeouts.Length > 0) > 150, $"{results.Count(r => r.Timeouts.Length > 0)} cases have a timeout");
    }

    /// <summary>The comparison is worth something only if a fault in either would be seen. The rarest asks for a greedy step at the end of a group whose until comes after it.</summary>
    [Theory]
    [MemberData(nameof(Bugs))]
    public void Comparison_BugPlantedInTheOracle_IsNoticed(OracleBug bug) =>
        Assert.Contains(Enumerable.Range(0, 50_000), seed => PatternComparison.Arriving(seed).DetectorDifference(bug) is not null);

    public static TheoryData<OracleBug> Bugs { get; } = [.. Enum.GetValues<OracleBug>().Where(bug => bug != OracleBug.None)];

    private static void Check(Func<int, PatternComparison> draw, Func<PatternComparison, string?> difference)
    {
        var failures = new List<string>();
        for (var seed = 0; seed < Cases && failures.Count < 5; seed++)
        {
            var comparison = draw(seed);
            if (difference(comparison) is null)
                continue;
            var smallest = comparison.Shrunk(difference);
            failures.Add($"{smallest}\n    {difference(smallest)}");
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
