using System.Text.Json;
using Millrace.Actors.Descriptions;
using Millrace.Messages;

namespace Millrace.Tests.Descriptions;

/// <summary>What windows say of themselves after every reading, against what they then fire.</summary>
public sealed class WindowDescriptionTests
{
    private const string Pipeline = """
        pipeline: described
        source: { topic: readings, format: json, key: sensor, time: time }
        watermark: { strategy: bounded, maxOutOfOrderness: 20ms, per: PER }
        windows:
          - { name: tumbling, tumbling: 50ms, offset: 7ms, allowedLateness: 30ms, to: out,
              aggregate: { n: count(), total: sum(value), mean: avg(value), low: min(value), sd: stddev(value), per: rate() } }
          - { name: plain, tumbling: 40ms, to: out, aggregate: { n: count(), high: first(value > 5) } }
          - { name: sliding, where: "state in ['on', 'off']", sliding: { size: 60ms, every: 25ms }, early: 10ms, to: out, aggregate: { n: count(), a: first(state), z: last(state), p: "percentile(value, 90)", d: distinct(state) } }
          - { name: overlapping, sliding: { size: 100ms, every: 10ms }, to: out, aggregate: { n: count(), peak: max(value) } }
          - { name: growing, cumulate: { size: 90ms, every: 30ms }, allowedLateness: 15ms, to: out, aggregate: { n: count() } }
          - { name: session, session: { gap: 15ms, maxDuration: 70ms }, allowedLateness: 25ms, to: out, aggregate: { n: count(), d: distinct(value) } }
          - { name: counting, count: 4, to: out, aggregate: { n: count(), total: sum(value) } }
          - { name: machines, key: machine, tumbling: 40ms, to: out, aggregate: { n: count() } }
        """;

    private static readonly string[] Keys = ["s0", "s1", "s2", "m0", "m1"];

    [Theory]
    [InlineData("partition")]
    [InlineData("key")]
    public void Windows_AfterEachReading_SayWhatWouldFire(string per)
    {
        var run = new DescribedRun(Pipeline.Replace("PER", per, StringComparison.Ordinal));
        var seen = 0;
        foreach (var record in Records())
        {
            run.Send(record);
            var said = Keys.SelectMany(key => Actors(run, key).SelectMany(actor => actor.Windows.Where(window => !window.HasFired).Select(window => Said(key, actor, window)))).Order(StringComparer.Ordinal);
            var fires = run.IfItEndedNow().Where(output => output.GetProperty("type").GetString() == "window" && !output.GetProperty("early").GetBoolean()).Select(Fired).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(fires, said);
            seen += fires.Count;
        }

        Assert.True(seen > 2_000, $"{seen} windows is not much of a test.");
    }

    [Theory]
    [InlineData("partition")]
    [InlineData("key")]
    public void Windows_KeptForLateReadings_SayWhatTheyFiredLast(string per)
    {
        var run = new DescribedRun(Pipeline.Replace("PER", per, StringComparison.Ordinal));
        var kept = 0;
        var revised = 0;
        foreach (var record in Records())
        {
            run.Send(record);
            foreach (var key in Keys)
            {
                foreach (var actor in Actors(run, key))
                {
                    foreach (var window in actor.Windows.Where(window => window.HasFired))
                    {
                        var last = run.Outputs.Last(output => output.GetProperty("name").GetString() == actor.Table && output.GetProperty("key").GetString() == key
                            && output.GetProperty("start").GetString() == window.Start.ToString() && output.GetProperty("end").GetString() == window.End.ToString());
                        Assert.Equal(Fired(last), Said(key, actor, window));
                        Assert.Equal(last.GetProperty("revision").GetInt32(), window.Revision);
                        kept++;
                        revised += window.Revision > 0 ? 1 : 0;
                    }
                }
            }
        }

        Assert.True(kept > 100 && revised > 5, $"{kept} windows kept, {revised} of them revised: not much of a test.");
    }

    [Fact]
    public void Describe_AnyKey_LeavesEveryByteOfTheSnapshot()
    {
        var run = new DescribedRun(Pipeline.Replace("PER", "key", StringComparison.Ordinal));
        foreach (var record in Records())
        {
            run.Send(record);
            var before = run.Snapshot();
            foreach (var key in Keys)
                run.Shard.Describe(key);
            Assert.Null(run.Shard.Describe("nobody"));
            Assert.Null(run.Shard.Describe("on")); // a text that is known, but is no key
            Assert.Null(run.Shard.Describe(""));
            Assert.Equal(before, run.Snapshot());
        }
    }

    [Fact]
    public void Lookback_BetweenReadings_SaysWhatItEmittedLast()
    {
        var run = new DescribedRun("""
            pipeline: described
            source: { topic: readings, format: json, key: sensor, time: time }
            watermark: { strategy: bounded, maxOutOfOrderness: 20ms }
            windows:
              - { name: lookback, where: "state in ['on', 'off']", lookback: 40ms, to: out, aggregate: { n: count(), z: last(state), p: "percentile(value, 50)" } }
            """);
        var emitted = 0;
        foreach (var record in Records())
        {
            run.Send(record);
            foreach (var key in Keys.Where(key => key[0] == 's'))
            {
                var last = run.Outputs.LastOrDefault(output => output.GetProperty("type").GetString() == "window" && output.GetProperty("key").GetString() == key);
                var actor = run.Actor(key, "lookback");
                var waiting = run.IfItEndedNow().Count(output => output.GetProperty("key").GetString() == key);
                Assert.Equal(waiting, actor?.WaitingReadings ?? 0);
                if (last.ValueKind == JsonValueKind.Undefined)
                    continue;
                Assert.Equal(Fired(last), Said(key, actor!, Assert.Single(actor!.Windows)));
                emitted++;
            }
        }

        Assert.True(emitted > 100);
    }

    [Fact]
    public void CountWindow_HalfFull_SaysOfHowMany()
    {
        var run = new DescribedRun(Pipeline.Replace("PER", "key", StringComparison.Ordinal));
        run.Send("""{"sensor":"s0","machine":"m0","time":100,"value":1}""", """{"sensor":"s0","machine":"m0","time":90,"value":2}""");
        var window = Assert.Single(run.Actor("s0", "counting")!.Windows);
        Assert.Equal((2L, 4, new EventTime(90), new EventTime(101)), (window.Readings, window.ReadingsToFire, window.Start, window.End));
        Assert.Null(run.Actor("s0", "counting")!.NextTimer);
    }

    [Fact]
    public void Key_OfTwoFields_IsDescribedUnderBothWithItsClocks()
    {
        var run = new DescribedRun(Pipeline.Replace("PER", "key", StringComparison.Ordinal));
        run.Send("""{"sensor":"x","machine":"y","time":100,"value":1}""", """{"sensor":"z","machine":"x","time":500,"value":2}""");
        var described = run.Shard.Describe("x")!;
        Assert.Equal(["sensor", "machine"], described.Fields.Select(field => field.Field));
        Assert.Equal([new EventTime(79), new EventTime(479)], described.Fields.Select(field => field.Watermark!.Value));
        Assert.Equal("machines", Assert.Single(described.Fields[1].Actors).Table);
    }

    [Fact]
    public void SlidingWindow_WithManyWindowsOpen_ListsTheFirstAndCountsAll()
    {
        var run = new DescribedRun("""
            pipeline: described
            source: { topic: readings, format: json, key: sensor, time: time }
            watermark: { strategy: bounded, maxOutOfOrderness: 0ms }
            windows:
              - { name: sliding, sliding: { size: 1000ms, every: 1ms }, to: out, aggregate: { n: count() } }
            """);
        run.Send("""{"sensor":"s0","time":5000}""", """{"sensor":"s0","time":5500}""");
        var actor = run.Actor("s0", "sliding")!;
        Assert.Equal(1_000, actor.OpenWindows);
        Assert.Equal(ActorDescription.MaxListed, actor.Windows.Length);
        Assert.Equal(new EventTime(5501), actor.Windows[0].End);
        Assert.Equal(2, actor.Windows[0].Readings);
    }

    private static IEnumerable<ActorDescription> Actors(DescribedRun run, string key) => run.Shard.Describe(key)?.Fields.SelectMany(field => field.Actors) ?? [];

    private static string Said(string key, ActorDescription actor, OpenWindow window) =>
        $"{actor.Table} {key} {window.Start} {window.End} {window.Values.FirstOrDefault(value => value.Name == "n")?.Number ?? window.Readings} {string.Join(' ', window.Values.Select(Text))}";

    private static string Fired(JsonElement output) =>
        $"{output.GetProperty("name")} {output.GetProperty("key")} {output.GetProperty("start")} {output.GetProperty("end")} {output.GetProperty("values").GetProperty("n")} "
        + string.Join(' ', output.GetProperty("values").EnumerateObject().Select(value => $"{value.Name}={(value.Value.ValueKind == JsonValueKind.Null ? "null" : value.Value)}"));

    private static string Text(DescribedValue value) =>
        value.Name + "=" + (value.Type == FieldType.Text ? value.Text ?? "null"
            : double.IsNaN(value.Number) ? "null"
            : value.Type == FieldType.Boolean ? (value.Number != 0 ? "True" : "False")
            : value.Number.ToString("R", System.Globalization.CultureInfo.InvariantCulture));

    private static string[] Records()
    {
        var random = new Random(12);
        return [.. Enumerable.Range(0, 200).Select(i => FormattableString.Invariant(
            $"{{\"sensor\":\"s{random.Next(3)}\",\"machine\":\"m{random.Next(2)}\",\"time\":{(i * 4) + random.Next(-30, 12)},\"value\":{random.Next(10)},\"state\":\"{(random.Next(3) == 0 ? "off" : "on")}\"}}"))];
    }
}
