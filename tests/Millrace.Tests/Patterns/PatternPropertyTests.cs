using Millrace.Oracles.Patterns;

namespace Millrace.Tests.Patterns;

public sealed class PatternPropertyTests(ITestOutputHelper output)
{
    [Fact]
    public void Survey()
    {
        var from = int.Parse(Environment.GetEnvironmentVariable("FROM") ?? "0");
        var count = int.Parse(Environment.GetEnvironmentVariable("COUNT") ?? "2000");
        var show = int.Parse(Environment.GetEnvironmentVariable("SHOW") ?? "12");
        var (failures, compiled, matching) = (0, 0, 0);
        for (var seed = from; seed < from + count; seed++)
        {
            var comparison = PatternComparison.Random(seed);
            if (Actors.Patterns.PatternProgram.Compile(comparison.Definition, out _) is null || OpenQuestions.Of(comparison.Definition) is not null)
                continue;
            compiled++;
            if (PatternOracle.Run(comparison.Definition, OracleEvent.AllOf(comparison.Readings)).Matches.Length > 0)
                matching++;
            if (comparison.Difference() is null)
                continue;
            failures++;
            if (failures <= show)
                output.WriteLine(comparison.Shrunk().ToString());
        }

        output.WriteLine($"{failures} failures of {compiled}; {matching} with matches");
        Assert.Equal(0, failures);
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Bug(OracleBug bug)
    {
        for (var seed = 0; seed < 20000; seed++)
        {
            var comparison = PatternComparison.Random(seed);
            if (comparison.Difference(bug) is not null && comparison.Difference() is null)
            {
                output.WriteLine($"{bug} {seed}");
                return;
            }
        }

        Assert.Fail("not noticed");
    }

    public static TheoryData<OracleBug> Bugs() => [.. Enum.GetValues<OracleBug>().Where(x => x != OracleBug.None)];
}
