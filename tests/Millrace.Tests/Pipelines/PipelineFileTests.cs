using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Actors.Windows;
using Millrace.Graphs.Pipelines;
using Millrace.Messages.Codecs;

namespace Millrace.Tests.Pipelines;

public sealed class PipelineFileTests
{
    private const string Contract = """
        pipeline: smart-factory
        source:
          topic: readings
          format: json                 # json | csv (header row; delimiter: found, or given)
          key: sensor
          partitionedBy: machine
          time: timestamp
        watermark: { strategy: bounded, maxOutOfOrderness: 2s, idleTimeout: 1m, per: partition }
        late: late-readings
        deadLetters: dead-letters
        windows:
          - name: temperature-5m
            where: metric == 'temperature'
            key: sensor
            tumbling: 5m
            offset: 0s
            allowedLateness: 1m
            early: 10s
            aggregate: { readings: count(), mean: avg(value), peak: max(value), p99: percentile(value, 99) }
            having: mean > 80
            to: window-results
        patterns:
          - name: bearing-failure
            key: machine
            within: 60s
            skip: skipPastLastEvent
            steps:
              - { name: spike, where: "metric == 'vibration' && value > 8" }
              - { name: rise, where: "metric == 'temperature' && value > 80", contiguity: followedBy }
            to: alerts
        """;

    [Fact]
    public void Parse_TheContractsExample_GivesItsDefinition()
    {
        var load = PipelineFile.Parse(Contract, "p.yaml");
        Assert.Empty(load.Errors);
        var pipeline = load.Definition!;
        Assert.Equal("smart-factory", pipeline.Name);
        Assert.Equal(("readings", (RecordEncoding?)RecordEncoding.Json, "sensor", "machine", "timestamp"), (pipeline.Source.Topic, pipeline.Source.Format, pipeline.Source.Key, pipeline.Source.PartitionedBy, pipeline.Source.Time!));
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1), false), (pipeline.Watermark.MaxOutOfOrderness, pipeline.Watermark.IdleTimeout!.Value, pipeline.Watermark.PerKey));
        Assert.Equal(["sensor:Text:True", "machine:Text:True", "metric:Text:False", "value:Number:False"], pipeline.Schema.Fields.Select(f => $"{f.Name}:{f.Type}:{f.IsKey}"));
        var window = Assert.Single(pipeline.Windows);
        Assert.Equal(new TumblingWindow(TimeSpan.FromMinutes(5)), window.Definition.Shape);
        Assert.Equal("metric == 'temperature'", window.Definition.Where!.Text);
        Assert.Equal("mean > 80", window.Definition.Having!.Text);
        Assert.Equal(["readings count ", "mean avg value", "peak max value", "p99 percentile value"], window.Definition.Aggregates.Select(a => $"{a.Name} {a.Function} {a.Argument}"));
        Assert.Equal(99, window.Definition.Aggregates[3].Parameter);
        Assert.Equal(TimeSpan.FromSeconds(10), window.Definition.Early!.Every);
        Assert.Equal(("sensor", "window-results"), (window.Key.Name, window.To));
        var pattern = Assert.Single(pipeline.Patterns);
        Assert.Equal(SkipStrategy.PastLastEvent, pattern.Definition.Skip);
        Assert.Equal("metric == 'vibration' && value > 8", ((Step)pattern.Definition.Elements[0]).Where.Plain!.Text);
        Assert.NotNull(WindowActors.Create(window.Definition, window.Key));
    }

    [Fact]
    public void Builder_SayingTheSame_GivesTheSameDescription()
    {
        var built = new PipelineBuilder("smart-factory")
            .Source("readings", key: "sensor", time: "timestamp", partitionedBy: "machine", format: RecordEncoding.Json)
            .Watermark(new WatermarkStrategy { MaxOutOfOrderness = TimeSpan.FromSeconds(2), IdleTimeout = TimeSpan.FromMinutes(1) })
            .Window("temperature-5m", w => w
                .Where("metric == 'temperature'")
                .Tumbling(TimeSpan.FromMinutes(5))
                .AllowedLateness(TimeSpan.FromMinutes(1))
                .Early(TimeSpan.FromSeconds(10))
                .Aggregate("readings", "count()")
                .Aggregate("mean", "avg(value)")
                .Aggregate("peak", "max(value)")
                .Aggregate("p99", "percentile(value, 99)")
                .Having("mean > 80")
                .To("window-results"))
            .Pattern("bearing-failure", p => p
                .Key("machine")
                .Within(TimeSpan.FromSeconds(60))
                .Skip(SkipStrategy.PastLastEvent)
                .Step("spike", "metric == 'vibration' && value > 8")
                .Step("rise", "metric == 'temperature' && value > 80")
                .To("alerts"))
            .Build();
        Assert.Empty(built.Errors);
        Assert.Equal(PipelineDescription.Describe(PipelineFile.Parse(Contract, "p").Definition!), PipelineDescription.Describe(built.Definition!));
    }

    [Fact]
    public void Builder_Wrong_GivesErrorsLikeTheFile()
    {
        var load = new PipelineBuilder("p")
            .Source("a b")
            .Window("w", w => w.Where("value >"))
            .Pattern("q", p => p.Step("s", null, s => s.Not()))
            .Build();
        Assert.Null(load.Definition);
        Assert.Equal(5, load.Errors.Length);
    }

    [Fact]
    public void Describe_AnyPipeline_ShowsTheGraphWithinItsWidth()
    {
        var text = PipelineDescription.Describe(PipelineFile.Parse(Contract, "p").Definition!);
        Assert.Equal(
            """
            pipeline smart-factory
              source      topic readings, JSON
              key         sensor; the topic is keyed by machine
              time        timestamp; without a zone it is UTC
              fields      sensor text (key), machine text (key), metric text, value number
              watermark   2s behind the latest reading, one for each partition, idle after 1m of silence
              late        late-readings
              deadLetters dead-letters
            """.ReplaceLineEndings("\n"), string.Join('\n', text.Split('\n').Take(8)));
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, PipelineDescription.Width));
    }

    [Fact]
    public void Describe_StepWithBothKindsOfCondition_KeepsTheirMeaning()
    {
        var load = PipelineFile.Parse("pipeline: p\nsource: { key: k }\npatterns:\n- { name: q, within: 1m, steps: [{ name: s, where: v > 8 && (count(s) == 0 || v > s.v), oneOrMore: true }] }\n", "p");
        Assert.Contains("s 1 times or more: v > 8 && (count(s) == 0 || v > last(s.v))", PipelineDescription.Describe(load.Definition!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source: { partitionedBy: machine }", "$key:Text:True machine:Text:True", "machine")]
    [InlineData("source: { key: file }", "$key:Text:True", "$key")]
    [InlineData("source: { key: sensor }", "sensor:Text:True", "sensor")]
    public void Keys_AsTheSourceSays_AreColumnsOfText(string source, string fields, string partitionedBy)
    {
        var load = PipelineFile.Parse($"pipeline: p\n{source}\nwindows: [{{ name: w, tumbling: 1m, aggregate: {{ n: count() }} }}]\n", "p");
        Assert.Empty(load.Errors);
        Assert.Equal(fields, string.Join(' ', load.Definition!.Schema.Fields.Select(f => $"{f.Name}:{f.Type}:{f.IsKey}")));
        Assert.Equal(partitionedBy, load.Definition.Source.PartitionedBy);
        Assert.NotNull(load.Definition.Source.ToFormat().CreateDecoder(load.Definition.Schema, load.Definition.Symbols));
    }

    [Fact]
    public void ErrorText_ShowsLineCaretAndMend()
    {
        var load = PipelineFile.Parse("pipeline: p\nsource: { topic: t }\nwindos: 5\nwindows: [{ name: w, tumbling: 1m, aggregate: { n: count() } }]\n", "p.yaml");
        Assert.Equal("p.yaml:3:1: a pipeline has no key 'windos'\n    windos: 5\n    ^\n    mend: did you mean 'windows'?\n", PipelineErrorText.Format(load));
    }
}
