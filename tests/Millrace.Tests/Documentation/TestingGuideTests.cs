using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;
using Millrace.TestKit;
using Millrace.Tests.Host;

namespace Millrace.Tests.Documentation;

/// <summary>The examples of <c>docs/testing.md</c>, word for word.</summary>
public sealed class TestingGuideTests
{
    [Fact]
    public void Guide_Snippets_AreThoseOfThisFile()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "testing.md"));
        var tests = Path.Combine(Repository.Root, "tests", "Millrace.Tests", "Documentation");
        var code = Trimmed(File.ReadAllText(Path.Combine(tests, "TestingGuideTests.cs")));
        Assert.Equal(5, Blocks(guide, "csharp").Count);
        Assert.All(Blocks(guide, "csharp"), block => Assert.Contains(Trimmed(block), code, StringComparison.Ordinal));
        Assert.Equal(File.ReadAllText(Path.Combine(tests, "overheating.yaml")), Assert.Single(Blocks(guide, "yaml")));
    }

    [Fact]
    public void Overheating_WarmThenHot_IsAnAlert()
    {
        using var test = PipelineTest.Of("Documentation/overheating.yaml");
        test.Send("""{"sensor":"oven-1","value":81,"t":"2026-01-01T00:00:00Z"}""");
        test.Send(new { sensor = "oven-1", value = 95, t = "2026-01-01T00:00:20Z" });
        test.End();
        var alert = test.Results("alerts").Single();
        Assert.Equal("oven-1", alert.Key);
        Assert.Equal(95, alert.Events["hot"].Single().GetProperty("value").GetDouble());
        Assert.Equal(88, test.Results("minutes").Single().Number("mean"));
    }

    [Fact]
    public void Overheating_SensorFallsSilent_MinuteComesOut()
    {
        using var test = PipelineTest.Of("Documentation/overheating.yaml");
        test.Send(new { sensor = "oven-1", value = 70, t = "2026-01-01T00:00:00Z" });
        test.Restart();
        test.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(test.Results("minutes"));
        test.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("window minute oven-1 2026-01-01T00:00:00.000Z..2026-01-01T00:01:00.000Z readings=1 mean=70", test.Results("minutes").Single().ToString());
    }

    [Fact]
    public void Overheating_StoreLockedAndSinkAway_AlertComesOnce()
    {
        using var test = PipelineTest.Of("Documentation/overheating.yaml");
        test.Sink("alerts").IsRefusing = true;
        test.Send(new { sensor = "oven-1", value = 81, t = "2026-01-01T00:00:00Z" }).Send(new { sensor = "oven-1", value = 95, t = "2026-01-01T00:00:20Z" });
        test.Store.Fail(StoreFault.Locked);
        Assert.False(test.Checkpoint());
        Assert.Empty(test.Results("alerts"));
        test.PowerLoss();
        Assert.True(test.Checkpoint());
        test.Sink("alerts").IsRefusing = false;
        test.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(test.Sink("alerts").Received);
    }

    [Fact]
    public void Silence_SensorStops_IsSaidOnce()
    {
        var test = new ActorTest<Silence.State>(field => new Silence(TimeSpan.FromMinutes(5)), [("value", FieldType.Number)]);
        test.Send("pump-1", TimeSpan.FromMinutes(0), ("value", 70));
        test.Send("pump-2", TimeSpan.FromMinutes(4), ("value", 71));
        test.Restart();
        Assert.Equal(ActorTest<Silence.State>.Start + TimeSpan.FromMinutes(4), DateTimeOffset.FromUnixTimeMilliseconds(test.State("pump-2")!.Value.Last.Milliseconds));
        test.AdvanceEventTime(TimeSpan.FromMinutes(6));
        Assert.Equal("pump-1 00:05:00 silent=true", test.Outputs.Single().ToString());
    }

    private static PipelineDefinition Pipeline(SymbolTable symbols)
    {
        var definition = new PipelineBuilder("silence")
            .Source("readings", key: "sensor", time: "t")
            .Build(new PipelineOptions { Symbols = symbols }).Require();
        var sensor = definition.Schema.Find("sensor")!;
        return definition with { Actors = [PipelineActor.Of("silence", sensor, new Silence(TimeSpan.FromMinutes(5)), to: "alerts")] };
    }

    [Fact]
    public void Silence_InItsPipeline_IsSaidAfterARestartToo()
    {
        using var test = PipelineTest.Of(Pipeline, new PipelineTestOptions { Partitions = 2 });
        test.Send(new { sensor = "pump-1", t = "2026-01-01T00:00:00Z" });
        test.Checkpoint();
        test.Restart(options => options with { ShardsPerPartition = 3 });
        test.Send("""{"$watermark":"2026-01-01T00:06:00Z"}""").Checkpoint();
        Assert.Equal("actor silence pump-1 2026-01-01T00:05:00.000Z silent=true", test.Results("alerts").Single().ToString());
    }

    private static List<string> Blocks(string guide, string language) =>
        [.. guide.Split($"```{language}\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];

    private static string Trimmed(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    private sealed class Silence(TimeSpan limit) : Actor<Silence.State>
    {
        public record struct State(bool Seen, EventTime Last);

        public override ImmutableArray<(string Name, FieldType Type)> Values => [("silent", FieldType.Boolean)];

        public override void OnReading(ref State state, in Reading reading, ActorContext context)
        {
            if (state.Seen && reading.Time <= state.Last)
                return;
            if (state.Seen && reading.Time <= state.Last + limit)
                context.CancelTimer(state.Last + limit);
            state = new State(true, reading.Time);
            context.SetTimer(reading.Time + limit);
        }

        public override void OnTimer(ref State state, EventTime due, ActorContext context) => context.Emit(due, 1);
    }
}
