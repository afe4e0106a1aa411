using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Millrace.Graphs.Pipelines;

namespace Millrace.Tests.Pipelines;

public sealed class PipelineDocumentTests
{
    /// <summary>Examples are whole pipelines or single root keys; what is missing is added.</summary>
    [Fact]
    public void Document_EveryExample_IsAPipelineWithoutErrors()
    {
        var examples = Regex.Matches(Document(), "^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(examples.Count >= 9);
        foreach (Match example in examples)
        {
            var text = example.Groups[1].Value;
            foreach (var (key, otherwise) in new[] { ("pipeline", "p"), ("source", "{ topic: t, key: sensor }") })
                text += Regex.IsMatch(text, $"^{key}:", RegexOptions.Multiline) ? "" : $"{key}: {otherwise}\n";
            if (!Regex.IsMatch(text, "^(windows|patterns):", RegexOptions.Multiline))
                text += "windows: [{ name: w, tumbling: 1m, aggregate: { n: count() } }]\n";
            var load = PipelineFile.Parse(text, "example");
            Assert.True(load.Errors.IsEmpty, $"{PipelineErrorText.Format(load)}\n{text}");
            Assert.All(PipelineDescription.Describe(load.Definition!).Split('\n'), line => Assert.InRange(line.Length, 0, PipelineDescription.Width));
        }
    }

    /// <summary>The reader itself lists its keys in the mend of an unknown one.</summary>
    [Theory]
    [InlineData("zzzzzzzz: 1")]
    [InlineData("source: { zzzzzzzz: 1 }")]
    [InlineData("watermark: { zzzzzzzz: 1 }")]
    [InlineData("windows: [{ zzzzzzzz: 1 }]")]
    [InlineData("patterns: [{ zzzzzzzz: 1 }]")]
    [InlineData("patterns: [{ steps: [{ zzzzzzzz: 1 }] }]")]
    [InlineData("sinks: [{ zzzzzzzz: 1 }]")]
    [InlineData("sinks: [{ webhook: { zzzzzzzz: 1 } }]")]
    [InlineData("sinks: [{ sql: { zzzzzzzz: 1 } }]")]
    public void Document_EveryKey_StandsInATable(string unknown)
    {
        var document = Document();
        var error = PipelineFile.Parse(unknown, "p").Errors.Single(e => e.Message.Contains("'zzzzzzzz'", StringComparison.Ordinal));
        var keys = error.Mend["known: ".Length..].Split(", ");
        Assert.All(keys, key => Assert.Contains(key is "group" or "oneOf" ? $"`{key}: [steps]`" : $"\n| `{key}`", document, StringComparison.Ordinal));
    }

    private static string Document([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/pipeline.md")).ReplaceLineEndings("\n");
}
