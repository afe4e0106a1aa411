using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Millrace.Actors.Descriptions;
using Millrace.Actors.Kernel;
using Millrace.Graphs.Inspection;
using Millrace.Messages;
using Millrace.TestKit;

namespace Millrace.Tests.Descriptions;

/// <summary>A developer's own actors in a description, and the whole as JSON.</summary>
public sealed class ActorDescriptionTests
{
    [Fact]
    public void OwnActor_ThatDescribesItself_IsShownWithItsTimer()
    {
        var driver = new ShardDriver([("value", FieldType.Number)], driver => [new StateTable<Level>("level", driver.Key, new LevelActor(driver.Field("value")))]);
        driver.Send("pump", 1_000, ("value", 7));
        var actor = Assert.Single(Assert.Single(driver.Shard.Describe("pump")!.Fields).Actors);
        Assert.Equal((ActorKind.Actor, "level", new EventTime(6_000)), (actor.Kind, actor.Table, actor.NextTimer));
        Assert.Equal([DescribedValue.Of("highest", 7), DescribedValue.Of("isHigh", true), DescribedValue.Of("note", "none")], actor.Values);
    }

    [Fact]
    public void OwnActor_ThatThrowsWhenAsked_SaysSoAndGoesOn()
    {
        var driver = new ShardDriver([("value", FieldType.Number)], driver => [new StateTable<Level>("level", driver.Key, new LevelActor(driver.Field("value")))]);
        driver.Send("pump", 1_000, ("value", 99));
        Assert.Equal("InvalidOperationException: not for you", Assert.Single(Assert.Single(driver.Shard.Describe("pump")!.Fields).Actors).Fault);
        driver.Send("pump", 1_001, ("value", 13)).Send("pump", 1_002, ("value", 13));
        Assert.Equal(2, Assert.Single(Assert.Single(driver.Shard.Describe("pump")!.Fields).Actors).Failures);
    }

    [Fact]
    public void Key_AsJson_HasTheDocumentedShape()
    {
        var run = new DescribedRun("""
            pipeline: described
            source: { topic: readings, format: json, key: sensor, time: time }
            watermark: { strategy: bounded, maxOutOfOrderness: 1s, per: key }
            windows:
              - { name: warm, where: "state != 'x'", tumbling: 10s, to: out, aggregate: { n: count(), mean: avg(value), state: last(state), high: last(value > 5), none: last(other) } }
              - { name: four, count: 4, to: out, aggregate: { n: count() } }
              - { name: recent, lookback: 10s, to: out, aggregate: { n: count() } }
            patterns:
              - { name: p, within: 60s, order: arrival, to: out, steps: [ { name: spike, where: "value > 8" }, { name: rise, where: "value < 0" } ] }
            """);
        run.Send("""{"sensor":"s","time":1000,"value":9,"state":"o\"n"}""", """{"sensor":"s","time":3000,"value":2,"state":"off"}""");
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            KeyDescriptionJson.Write(run.Shard.Describe("s")!, writer);
        Assert.Equal(
            """
            {"key":"s","fields":[{"field":"sensor","watermark":"1970-01-01T00:00:01.999Z","actors":[
            {"name":"warm","kind":"window","nextTimer":"1970-01-01T00:00:09.999Z","openWindows":1,"windows":[{"start":"1970-01-01T00:00:00.000Z","end":"1970-01-01T00:00:10.000Z","readings":2,"fired":false,"revision":0,"values":{"n":2,"mean":5.5,"state":"off","high":false,"none":null}}]},
            {"name":"four","kind":"count","nextTimer":null,"openWindows":1,"windows":[{"start":"1970-01-01T00:00:01.000Z","end":"1970-01-01T00:00:03.001Z","readings":2,"of":4,"fired":false,"revision":0,"values":{"n":2}}]},
            {"name":"recent","kind":"lookback","nextTimer":"1970-01-01T00:00:03.000Z","waitingReadings":1,"openWindows":1,"windows":[{"start":"1969-12-31T23:59:51.001Z","end":"1970-01-01T00:00:01.001Z","readings":1,"fired":true,"revision":0,"values":{"n":1}}]},
            {"name":"p","kind":"pattern","nextTimer":"1970-01-01T00:01:01.000Z","waitingReadings":0,"openPartialMatches":1,"partialMatches":[{"start":"1970-01-01T00:00:01.000Z","last":"1970-01-01T00:00:01.000Z","events":{"spike":[{"time":"1970-01-01T00:00:01.000Z","reading":{"sensor":"s","time":1000,"value":9,"state":"o\"n"}}]},"waitsFor":["rise"],"mustNotCome":[],"completesAt":null,"timesOutAt":"1970-01-01T00:01:01.000Z"}],"heldMatches":0,"held":[]}]}]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(stream.ToArray()));
    }

    private record struct Level(double Highest);

    private sealed class LevelActor(Field value) : Actor<Level>
    {
        public override ImmutableArray<(string Name, FieldType Type)> Values => [("highest", FieldType.Number)];

        public override void OnReading(ref Level state, in Reading reading, ActorContext context)
        {
            if (reading.Number(value) == 13)
                throw new InvalidOperationException("thirteen");
            state.Highest = Math.Max(state.Highest, reading.Number(value));
            context.SetTimer(reading.Time + TimeSpan.FromSeconds(5));
        }

        public override ImmutableArray<DescribedValue> Describe(in Level state) => state.Highest > 50
            ? throw new InvalidOperationException("not for you")
            : [DescribedValue.Of("highest", state.Highest), DescribedValue.Of("isHigh", state.Highest > 5), DescribedValue.Of("note", "none")];
    }
}
