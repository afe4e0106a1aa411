using Millrace.Tests.Facts;

namespace Millrace.Tests.Patterns.Facts;

/// <summary>A pattern that must be refused when it is defined, as a public test suite states it.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Source">The suite.</param>
/// <param name="Reason">Why, in our words.</param>
/// <param name="PatternYaml">The pattern's mapping as YAML text, see <see cref="PatternFact"/>.</param>
public sealed record RejectedPattern(string Name, string Source, string Reason, string PatternYaml)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<RejectedPattern> All { get; } = [.. FactFile.Read("Patterns/Facts/rejected.yaml").Select(FromCase)];

    private static RejectedPattern FromCase(FactCase fact)
    {
        fact.Only("case", "source", "reason", "pattern");
        return new RejectedPattern(fact.Text("case"), fact.Text("source"), fact.Text("reason"), FactFile.Text(fact.Value("pattern")));
    }
}
