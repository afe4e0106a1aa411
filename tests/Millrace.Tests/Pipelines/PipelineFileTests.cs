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
        Assert.Equal(("readings", RecordEncoding.Json, "sensor", "machine", "timestamp"), (pipeline.Source.Topic, pipeline.Source.Format, pipeline.Source.Key, pipeline.Source.PartitionedBy, pipeline.Source.Time!));
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
}
