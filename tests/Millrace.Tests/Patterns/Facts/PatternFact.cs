using System.Globalization;
using Millrace.Tests.Facts;

namespace Millrace.Tests.Patterns.Facts;

/// <summary>What a pattern must match, as a public test suite states it.</summary>
/// <param name="Name">Unique over all files.</param>
/// <param name="File">The file, which is the theme.</param>
/// <param name="Source">The suite.</param>
/// <param name="PatternYaml">The pattern's mapping as YAML text: an item of a pipeline file's <c>patterns</c> but for name, key and output.</param>
/// <param name="MaxOutOfOrderness">Milliseconds by which the events may be out of order; 0 when the case does not say.</param>
/// <param name="Events">In order of arrival.</param>
/// <param name="Matches">A multiset; each the ids of the events in the order taken, parted by a blank.</param>
/// <param name="Timeouts">A multiset, each like <c>e1 e2 @time</c>; null when the suite states none.</param>
public sealed record PatternFact(
    string Name,
    string File,
    string Source,
    string PatternYaml,
    long MaxOutOfOrderness,
    IReadOnlyList<FactEvent> Events,
    IReadOnlyList<string> Matches,
    IReadOnlyList<string>? Timeouts)
{
    private static readonly string[] Themes =
        ["sequence", "loops", "times", "greedy", "until", "negation", "iterative", "groups", "skip", "timeouts", "same-element"];

    /// <summary>All facts of all themes.</summary>
    public static IReadOnlyList<PatternFact> All { get; } =
        [.. Themes.SelectMany(theme => FactFile.Read($"Patterns/Facts/{theme}.yaml")).Select(FromCase)];

    /// <summary>The fact of a name.</summary>
    public static PatternFact Named(string name) => All.Single(fact => fact.Name == name);

    /// <summary>The ids that a line of <see cref="Matches"/> or <see cref="Timeouts"/> names.</summary>
    public static IEnumerable<string> Ids(string line) => line.Split(' ').Where(word => word[0] != '@');

    /// <summary>The time that a line of <see cref="Timeouts"/> ends with, in milliseconds.</summary>
    public static long TimeOf(string line) => long.Parse(line[(line.LastIndexOf('@') + 1)..], CultureInfo.InvariantCulture);

    private static PatternFact FromCase(FactCase fact)
    {
        fact.Only("case", "source", "pattern", "events", "matches", "timeouts", "maxOutOfOrderness");
        return new PatternFact(
            fact.Text("case"),
            fact.File,
            fact.Text("source"),
            FactFile.Text(fact.Value("pattern")),
            fact.Milliseconds("maxOutOfOrderness") ?? 0,
            [.. fact.Texts("events").Select(FactEvent.Parse)],
            fact.Texts("matches"),
            fact.Has("timeouts") ? fact.Texts("timeouts") : null);
    }
}
