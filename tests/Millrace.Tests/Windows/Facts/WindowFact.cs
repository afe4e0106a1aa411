using Millrace.Tests.Facts;

namespace Millrace.Tests.Windows.Facts;

/// <summary>What a window must give, as a public test suite states it. There is no flush at the end of the input.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Source">The suite.</param>
/// <param name="WindowYaml">
/// The window's mapping as YAML text: an item of a pipeline file's <c>windows</c> but for name, aggregates and output, and without <c>maxOutOfOrderness</c>.
/// </param>
/// <param name="MaxOutOfOrderness">Milliseconds; the watermark is bounded. Null: punctuated, moved only by the input's own watermarks.</param>
/// <param name="Input">Readings and watermarks in order of arrival.</param>
/// <param name="Results">In firing order.</param>
/// <param name="Late">The late readings, in order of arrival.</param>
public sealed record WindowFact(
    string Name,
    string Source,
    string WindowYaml,
    long? MaxOutOfOrderness,
    IReadOnlyList<FactInput> Input,
    IReadOnlyList<FactResult> Results,
    IReadOnlyList<FactInput> Late)
{
    private const string OutOfOrderness = "maxOutOfOrderness";

    /// <summary>All facts.</summary>
    public static IReadOnlyList<WindowFact> All { get; } = [.. FactFile.Read("Windows/Facts/windows.yaml").Select(FromCase)];

    /// <summary>The fact of a name.</summary>
    public static WindowFact Named(string name) => All.Single(fact => fact.Name == name);

    private static WindowFact FromCase(FactCase fact)
    {
        fact.Only("case", "source", "window", "events", "results", "late");
        var window = new FactCase(fact.File, (YamlDotNet.RepresentationModel.YamlMappingNode)fact.Value("window"));
        var outOfOrderness = window.Milliseconds(OutOfOrderness);
        window.Node.Children.Remove(OutOfOrderness);
        return new WindowFact(
            fact.Text("case"),
            fact.Text("source"),
            FactFile.Text(window.Node),
            outOfOrderness,
            [.. fact.Texts("events").Select(FactInput.Parse)],
            [.. fact.Texts("results").Select(FactResult.Parse)],
            [.. fact.Texts("late").Select(FactInput.Parse)]);
    }
}
