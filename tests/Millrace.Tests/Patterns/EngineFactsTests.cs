using System.Globalization;
using System.Text;
using System.Text.Json;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;
using Millrace.Messages.Codecs;
using Millrace.Tests.Patterns.Facts;

namespace Millrace.Tests.Patterns;

/// <summary>The facts of public test suites through the whole engine: the pipeline file, the decoder, a shard, the JSON that comes out.</summary>
public sealed class EngineFactsTests
{
    // On purpose (ADR 0011): of a step's limit and the pattern's the shorter one holds, whichever it is.
    private static readonly string[] NotRefused = ["stepWithinLongerThanThePatternWithin"];

    public static TheoryData<string> Names { get; } = [.. PatternFact.All.Select(fact => fact.Name)];

    public static TheoryData<string> Refused { get; } = [.. RejectedPattern.All.Select(fact => fact.Name).Except(NotRefused)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Engine_Fact_Agrees(string name)
    {
        var fact = PatternFact.Named(name);
        var load = PipelineFile.Parse(Wrap(fact.PatternYaml, fact.MaxOutOfOrderness), name + ".yaml");
        Assert.Empty(load.Errors.Select(error => error.ToString()));

        var lines = Run(load.Definition!, fact);

        Assert.Equal(fact.Matches.Order(StringComparer.Ordinal), Of(lines, "match").Select(line => Ids(line, fact)).Order(StringComparer.Ordinal));
        if (fact.Timeouts is { } timeouts)
        {
            Assert.Equal(
                timeouts.Order(StringComparer.Ordinal),
                Of(lines, "timeout").Select(line => $"{Ids(line, fact)} @{Milliseconds(line.GetProperty("end"))}").Order(StringComparer.Ordinal));
        }

        Assert.Empty(Of(lines, "late"));
        Assert.Equal(lines.Count, lines.Select(line => line.TryGetProperty("id", out var id) ? id.GetString() : line.GetRawText()).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Engine_PatternThatIsWrongByDefinition_IsRefused(string name)
    {
        var load = PipelineFile.Parse(Wrap(RejectedPattern.All.Single(fact => fact.Name == name).PatternYaml, 0), name + ".yaml");
        Assert.NotEmpty(load.Errors);
        Assert.Null(load.Definition);
    }

    private static string Wrap(string pattern, long maxOutOfOrderness) =>
        $"""
        pipeline: facts
        source: {"{"} topic: events, format: json, key: key, time: t {"}"}
        watermark: {"{"} maxOutOfOrderness: {maxOutOfOrderness}ms {"}"}
        patterns:
          - name: fact
            to: out

        """ + string.Concat(pattern.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => "    " + line + "\n"));

    private static List<JsonElement> Run(PipelineDefinition pipeline, PatternFact fact)
    {
        var records = new StringBuilder();
        foreach (var taken in fact.Events)
        {
            var volume = taken.Volume is { } some ? FormattableString.Invariant($",\"volume\":{some}") : "";
            records.Append(CultureInfo.InvariantCulture, $"{{\"key\":\"k\",\"id\":\"{taken.Id}\",\"name\":\"{taken.Name}\",\"price\":{taken.Price},\"t\":{taken.Time}{volume}}}\n");
        }

        var bytes = Encoding.UTF8.GetBytes(records.ToString());
        var batch = new ReadingBatch(pipeline.Schema, pipeline.Symbols, fact.Events.Count + 1);
        pipeline.Source.ToFormat().CreateDecoder(pipeline.Schema, pipeline.Symbols).Decode(bytes, 0, bytes.Length, true, batch);
        var shard = PipelineShard.Create(pipeline, 1);
        shard.Process(batch, 0, batch.Count);
        shard.Finish(0);
        var json = new OutputJson(PipelineShard.Schemas(pipeline), pipeline.Symbols);
        return [.. Enumerable.Range(0, shard.Outputs.Count).Select(i => JsonDocument.Parse(json.Encode(shard.Outputs, i).ToArray()).RootElement)];
    }

    private static IEnumerable<JsonElement> Of(List<JsonElement> lines, string type) => lines.Where(line => line.GetProperty("type").GetString() == type);

    /// <summary>The ids of a match's events in the order taken, which is that of time, then of arrival.</summary>
    private static string Ids(JsonElement line, PatternFact fact)
    {
        var ids = line.GetProperty("events").EnumerateObject().SelectMany(step => step.Value.EnumerateArray()).Select(taken => taken.GetProperty("id").GetString()!).ToHashSet();
        return string.Join(' ', fact.Events.Where(taken => ids.Contains(taken.Id)).OrderBy(taken => taken.Time).Select(taken => taken.Id));
    }

    private static long Milliseconds(JsonElement time) => new DateTimeOffset(time.GetDateTime(), TimeSpan.Zero).ToUnixTimeMilliseconds();
}
