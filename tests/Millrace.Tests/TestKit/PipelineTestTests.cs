using System.Globalization;
using System.Text;
using Millrace.Graphs.Files;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.TestKit;
using Millrace.Tests.Files;

namespace Millrace.Tests.TestKit;

/// <summary>What a user's test may rely on.</summary>
public sealed class PipelineTestTests
{
    private const string Yaml = """
        pipeline: kit
        source: { topic: readings, format: json, key: sensor, partitionedBy: machine, time: t }
        watermark: { maxOutOfOrderness: 1s, idleTimeout: 10s }
        windows:
          - { name: sums, tumbling: 10s, aggregate: { n: count(), total: sum(value) }, to: sums }
          - { name: threes, key: machine, count: 3, aggregate: { high: max(value) }, to: threes }
          - { name: lines, key: line, sliding: { size: 20s, every: 10s }, aggregate: { n: count() }, to: lines }
        patterns:
          - name: jump
            key: machine
            within: 5s
            steps: [{ name: low, where: value < 3 }, { name: high, where: value > 15, contiguity: followedBy }]
            to: jumps
        """;

    private static readonly string[] All = ["sums", "threes", "lines", "jumps", "late-readings", "dead-letters", "notices"];

    [Fact]
    public void Restart_WithoutACheckpoint_KeepsWhatWasSent()
    {
        using var test = PipelineTest.Parse(Yaml);
        test.Send(Reading(1, 0)).Restart().Send(Reading(1, 1)).Restart().End();
        Assert.Equal("window sums s1 2026-01-01T00:00:00.000Z..2026-01-01T00:00:10.000Z n=2 total=2", Assert.Single(test.Results("sums")).ToString());
    }

    [Fact]
    public void Restart_AfterACheckpoint_GoesOnFromIt()
    {
        using var test = PipelineTest.Parse(Yaml);
        test.Send(Reading(1, 0));
        Assert.True(test.Checkpoint());
        var commits = test.Store.Commits;
        test.Restart().Send(Reading(1, 1)).End();
        Assert.Equal(2, Assert.Single(test.Results("sums")).Number("n"));
        Assert.True(test.Store.Commits > commits);
        Assert.Empty(test.Events);
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(1, 3, false)]
    [InlineData(3, 1, false)]
    [InlineData(3, 2, true)]
    public void ExactlyOnce_OverRestartsAtEveryReading_GivesWhatAnUndisturbedRunGives(int partitions, int shards, bool powerLoss)
    {
        var options = new PipelineTestOptions { Partitions = partitions, ShardsPerPartition = shards, StateBytes = 0 };
        var expected = Run(new PipelineTestOptions { Partitions = partitions }, _ => { });
        Assert.True(expected.Count > 20);
        var turn = 0;
        Assert.Equal(expected, Run(options, test =>
        {
            if (turn++ % 3 == 1)
                test.Checkpoint();
            _ = powerLoss ? test.PowerLoss() : test.Restart();
        }));
    }

    [Fact]
    public void AtLeastOnce_OverARestart_RepeatsWithTheSameIds()
    {
        using var test = PipelineTest.Parse(Yaml, options: new PipelineTestOptions { Delivery = Delivery.AtLeastOnce });
        test.Send(Reading(1, 0)).Send(Reading(1, 12));
        var first = Assert.Single(test.Results("sums"));
        test.Restart();
        Assert.Equal([first.Id, first.Id], test.Results("sums").Select(result => result.Id));
    }

    [Fact]
    public void End_GivesWhatABacktestGives()
    {
        using var files = new TemporaryFiles();
        var input = files.Write("input.json", string.Concat(Readings().Select(reading => reading + "\n")));
        using var backtest = Backtest.Open(PipelineFile.Parse(Yaml, "kit.yaml").Definition!, [input]);
        using var output = new MemoryStream();
        backtest.Run(output, cancellation: TestContext.Current.CancellationToken);
        var expected = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
        Assert.Equal(expected, Run(new PipelineTestOptions(), _ => { }));
    }

    [Fact]
    public void End_Twice_OrBeforeARestart_AddsNothing()
    {
        using var test = PipelineTest.Parse(Yaml, options: new PipelineTestOptions { Partitions = 2 });
        foreach (var reading in Readings())
            test.Send(reading);
        var before = Lines(test.End());
        Assert.Equal(before, Lines(test.End()));
        Assert.Equal(before, Lines(test.Restart().End()));
        Assert.Throws<InvalidOperationException>(() => test.Send(Reading(1, 1)));
    }

    [Fact]
    public void End_WhileTheStoreFails_IsMadeUpFor()
    {
        using var test = PipelineTest.Parse(Yaml);
        test.Send(Reading(1, 0));
        test.Store.Fail(StoreFault.BeforeCommit, StoreFault.AfterCommit);
        Assert.Empty(test.End().Results("sums"));
        test.Advance(TimeSpan.FromSeconds(3));
        Assert.Single(test.Results("sums"));
        Assert.Equal(["partitionFailed", "checkpointFailed", "checkpointRecovered"], test.Events.Select(happened => happened.Name));
    }

    [Fact]
    public void Advance_BeyondTheIdleTimeout_ClosesWindowsAcrossARestart()
    {
        using var test = PipelineTest.Parse(Yaml, options: new PipelineTestOptions { StateBytes = 0 });
        test.Send(Reading(1, 0)).Advance(TimeSpan.FromSeconds(6)).Restart().Advance(TimeSpan.FromSeconds(3.9));
        Assert.Empty(test.Results("sums"));
        test.Advance(TimeSpan.FromSeconds(1.2));
        Assert.Single(test.Results("sums"));
    }

    [Fact]
    public void Results_BeforeACheckpoint_AreHeldBack()
    {
        using var test = PipelineTest.Parse(Yaml);
        test.Send(Reading(1, 0)).Send(Reading(1, 12));
        Assert.Empty(test.Results("sums"));
        Assert.Contains("sums: 0, and 1 that a checkpoint would let out", test.ToString(), StringComparison.Ordinal);
        test.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(test.Results("sums"));
    }

    [Fact]
    public void FullDisk_RefusesReadings_AndGoesOnWhenThereIsRoom()
    {
        using var test = PipelineTest.Parse(Yaml);
        test.Send(Reading(1, 0));
        test.Files.FreeBytes = 0;
        Assert.Throws<LogWriteException>(() => test.Send(Reading(1, 1)));
        test.Files.FreeBytes = null;
        test.Send(Reading(1, 2)).End();
        Assert.Equal(2, Assert.Single(test.Results("sums")).Number("n"));
    }

    [Fact]
    public void RefusingSink_PausesThePipeline_AndLosesNothing()
    {
        using var test = PipelineTest.Parse(Yaml, options: new PipelineTestOptions { BacklogBytes = 300 });
        test.Sink("sums").IsRefusing = true;
        var readings = Enumerable.Range(0, 20).Select(i => Reading(1, i * 10)).ToList();
        readings.ForEach(reading => test.Send(reading).Advance(TimeSpan.FromSeconds(1)));
        Assert.Contains(test.Events, happened => happened.Name == "paused");
        Assert.True(test.Results("sums").Count < 10);
        Assert.Contains("paused: sinks have more than 300 bytes to deliver", test.ToString(), StringComparison.Ordinal);
        test.Sink("sums").IsRefusing = false;
        test.Sink("sums").LostAnswers = 2;
        test.Advance(TimeSpan.FromMinutes(5)).End();
        Assert.Equal(20, test.Results("sums").Count);
        Assert.Equal(test.Results("sums").Select(result => result.Json), test.Sink("sums").Received.Select(result => result.Json));
        Assert.Equal("resumed", test.Events[^1].Name);
    }

    [Fact]
    public void Send_WhatTheServiceRefuses_SaysWhy()
    {
        using var test = PipelineTest.Parse(Yaml);
        Assert.Contains("t", Assert.Throws<ArgumentException>(() => test.Send(new { sensor = "s1", machine = "m1", line = "l1", value = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("line 1, column", Assert.Throws<ArgumentException>(() => test.Send("{\"sensor\":")).Message, StringComparison.Ordinal);
        test.SendRaw("{\"sensor\":").Checkpoint();
        var letter = Assert.Single(test.Results("dead-letters"));
        Assert.Equal("deadLetter", letter.Type);
        Assert.NotEmpty(letter.Reason);
    }

    [Fact]
    public void Send_ForAPipelineWithoutKeyField_TakesTheMessageKey()
    {
        using var test = PipelineTest.Parse("""
            pipeline: keyed
            source: { topic: readings, format: json }
            windows: [{ name: n, tumbling: 1s, aggregate: { n: count() }, to: counts }]
            """);
        test.Send(new { value = 1 }, key: "s-1").Advance(TimeSpan.FromSeconds(1)).Send(new { value = 1 }, key: "s-2").End();
        Assert.Equal(
            ["window n s-1 2026-01-01T00:00:00.000Z..2026-01-01T00:00:01.000Z n=1", "window n s-2 2026-01-01T00:00:01.000Z..2026-01-01T00:00:02.000Z n=1"],
            test.Results("counts").Select(result => result.ToString()));
    }

    [Fact]
    public void Of_PipelineWithErrors_ShowsThePageOfErrors()
    {
        var wrong = Assert.Throws<ArgumentException>(() => PipelineTest.Parse(Yaml.Replace("sum(value)", "sun(value)", StringComparison.Ordinal)));
        Assert.Contains("there is no aggregate 'sun'", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("mend: did you mean 'sum'?", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<ArgumentException>(() => PipelineTest.Of("not-there.yaml")).Message, StringComparison.Ordinal);
        Assert.Contains("symbols", Assert.Throws<ArgumentException>(() => PipelineTest.Of(_ => PipelineFile.Parse(Yaml, "kit.yaml").Definition!)).Message, StringComparison.Ordinal);
        Assert.Contains("errors", Assert.Throws<ArgumentException>(() => PipelineTest.Of(_ => PipelineFile.Parse("x", "x").Definition!)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_OfAnUnknownOutput_NamesThoseThereAre()
    {
        using var test = PipelineTest.Parse(Yaml);
        Assert.Contains("it has sums, threes, lines, jumps", Assert.Throws<ArgumentException>(() => test.Results("alerts")).Message, StringComparison.Ordinal);
        Assert.Equal(All, test.Outputs);
    }

    [Fact]
    public void Describe_AfterARestart_KnowsActorsThatAreStillInTheStore()
    {
        using var test = PipelineTest.Parse(Yaml);
        test.Send(Reading(1, 0));
        Assert.True(test.Checkpoint());
        test.Restart();
        Assert.Null(test.Describe("nobody"));
        Assert.Contains(test.Describe("s1")!.Fields.Single(field => field.Field == "sensor").Actors, actor => actor.Table == "sums");
        test.Send(Reading(1, 1)).End();
        Assert.Equal(2, Assert.Single(test.Results("sums")).Number("n"));
    }

    [Fact]
    public void Describe_OpenWindow_ShowsItsValuesSoFar()
    {
        using var test = PipelineTest.Parse(Yaml, options: new PipelineTestOptions { Partitions = 2, ShardsPerPartition = 2 });
        test.Send(Reading(1, 0)).Send(Reading(1, 1));
        Assert.Null(test.Describe("nobody"));
        var actor = Assert.Single(test.Describe("s1")!.Fields.Single(field => field.Field == "sensor").Actors, actor => actor.Table == "sums");
        Assert.Equal(2, Assert.Single(actor.Windows).Values.Single(value => value.Name == "total").Number);
    }

    [Fact]
    public void Store_OpenedByAnother_StopsThePartition()
    {
        using var test = PipelineTest.Parse(Yaml);
        test.Send(Reading(1, 0));
        test.Store.Open("kit/readings/0");
        Assert.False(test.Checkpoint());
        Assert.Equal("fenced", Assert.Single(test.Events).Name);
        Assert.Empty(test.End().Results("sums"));
    }

    /// <summary>A test is worth what it catches: the same assertions over a pipeline with a mistake in it.</summary>
    [Theory]
    [InlineData("sum(value)", "max(value)")]
    [InlineData("tumbling: 10s", "tumbling: 11s")]
    [InlineData("name: sums,", "name: sums, where: value > 1,")]
    [InlineData("value > 15", "value > 18")]
    [InlineData("within: 5s", "within: 1s")]
    [InlineData("maxOutOfOrderness: 1s", "maxOutOfOrderness: 0s")]
    [InlineData("idleTimeout: 10s", "idleTimeout: 20s")]
    [InlineData("key: machine\n    within", "key: sensor\n    within")]
    public void WrongPipeline_FailsATestOfIt(string right, string wrong)
    {
        Check(Yaml);
        Assert.Contains(right, Yaml, StringComparison.Ordinal);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check(Yaml.Replace(right, wrong, StringComparison.Ordinal)));

        static void Check(string yaml)
        {
            using var test = PipelineTest.Parse(yaml);
            test.Send(Reading(0, 1, value: 1)).Send(Reading(0, 3, value: 2)).Send(Reading(1, 2, value: 16));
            test.Send(Reading(0, 5, value: 1)).Send(Reading(0, 4, value: 2)).Advance(TimeSpan.FromSeconds(12));
            Assert.Equal(
                [
                    "window sums s0 2026-01-01T00:00:00.000Z..2026-01-01T00:00:10.000Z n=4 total=6",
                    "window sums s1 2026-01-01T00:00:00.000Z..2026-01-01T00:00:10.000Z n=1 total=16",
                ],
                test.Results("sums").Select(result => result.ToString()).Order(StringComparer.Ordinal));
            Assert.Equal(["2026-01-01T00:00:01.000Z"], test.Results("jumps").Select(result => result.Start.ToString()));
            Assert.Empty(test.Results("late-readings"));
        }
    }

    [Fact]
    public void Restart_WithOtherShards_WhereKeysAreTornApart_RunsAsOneAndSaysSo()
    {
        using var test = PipelineTest.Parse(Yaml, options: new PipelineTestOptions { ShardsPerPartition = 4 });
        var told = Assert.Single(test.Events);
        Assert.Equal("oneShard", told.Name);
        Assert.Contains("keyed by line, which machine does not keep together", told.Text, StringComparison.Ordinal);
        for (var sensor = 0; sensor < 6; sensor++)
            test.Send(Reading(sensor, sensor));
        test.End();
        Assert.Equal([3.0, 3.0, 3.0, 3.0], test.Results("lines").Select(result => result.Number("n")));
    }

    private static List<string> Run(PipelineTestOptions options, Action<PipelineTest> disturb)
    {
        using var test = PipelineTest.Parse(Yaml, options: options);
        foreach (var reading in Readings())
        {
            test.Send(reading);
            disturb(test);
        }

        test.End();
        foreach (var output in All)
            Assert.Equal(test.Results(output).Select(result => result.Json).Order(StringComparer.Ordinal), test.Sink(output).Received.Select(result => result.Json).Order(StringComparer.Ordinal));
        return Lines(test);
    }

    private static List<string> Lines(PipelineTest test) => [.. All.SelectMany(test.Results).Select(result => result.Json).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Readings()
    {
        var random = new Random(4);
        for (var i = 0; i < 60; i++)
            yield return Reading(random.Next(6), i, random.Next(20));
    }

    private static string Reading(int sensor, int second, int value = 1) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"sensor":"s{{sensor}}","machine":"m{{sensor / 2}}","line":"l{{sensor % 2}}","value":{{value}},"t":"{{DateTimeOffset.UnixEpoch.AddSeconds(1_767_225_600 + second):yyyy-MM-ddTHH:mm:ssZ}}"}""");
}
