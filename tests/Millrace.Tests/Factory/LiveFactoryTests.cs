using System.Text;
using System.Text.Json;
using Millrace.Graphs.Factory;
using Millrace.Graphs.Files;
using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sources;
using Millrace.Messages;
using Millrace.Tests.Host;

namespace Millrace.Tests.Factory;

public sealed class LiveFactoryTests
{
    private static readonly EventTime Start = new(1_800_000_000_000);

    private static readonly LiveFactoryOptions Small = new()
    {
        Seed = 7, Start = Start, Machines = 40, Sensors = 2, Period = TimeSpan.FromMilliseconds(250), FailureEvery = TimeSpan.FromSeconds(20), SkewedShare = 0.2, Late = 0.002,
    };

    private sealed record Taken(string Machine, string Sensor, string Metric, long Time, double Value, long Arrival, long At);

    [Fact]
    public void Readings_InTime_AreTheSameHoweverOftenItIsAsked()
    {
        var often = new LiveFactory(Small, Now(0));
        var seldom = new LiveFactory(Small, Now(0));
        Assert.Equal(Lines(often, 0, 60_000, 10), Lines(seldom, 0, 60_000, 1_700));
        Assert.Equal(often.Readings, seldom.Readings);
        Assert.NotEqual(Lines(new LiveFactory(Small with { Seed = 8 }, Now(0)), 0, 10_000, 100), Lines(new LiveFactory(Small, Now(0)), 0, 10_000, 100));
    }

    [Fact]
    public void Readings_AreFromThePresent_AndNoneComesBeforeItArrives()
    {
        var taken = Take(new LiveFactory(Small with { OfflineEach = 0 }, Now(0)), 0, 30_000, 50);
        Assert.All(taken, reading =>
        {
            Assert.InRange(reading.At - reading.Arrival, 0, 50);
            Assert.InRange(reading.Arrival - reading.Time, -500, 13_000);
        });
        Assert.Equal(80 * 4 * 30, taken.Count, 80 * 3.0); // all but those under way
        Assert.Equal(taken.Count, taken.Select(reading => (reading.Sensor, reading.Time)).Distinct().Count());
        Assert.Equal(taken.Select(reading => reading.Arrival).Order(), taken.Select(reading => reading.Arrival));
    }

    [Fact]
    public void Machine_Offline_IsSilentAndThenDeliversAllInOrderAtOnce()
    {
        var factory = new LiveFactory(Small, Now(0));
        var taken = new List<Taken>();
        FactoryOutage? outage = null;
        for (var at = 0L; at < 240_000; at += 100)
        {
            Take(factory, at, taken);
            outage ??= factory.Outages.SingleOrDefault();
        }

        Assert.NotNull(outage);
        Assert.Equal(TimeSpan.FromMinutes(2), outage.To - outage.From);
        var own = taken.Where(reading => reading.Machine == outage.Machine).ToList();
        Assert.DoesNotContain(own, reading => reading.At > outage.From.Milliseconds + 2_000 && reading.At < outage.To.Milliseconds);
        var backlog = own.Where(reading => reading.Arrival == outage.To.Milliseconds && reading.Time < outage.To.Milliseconds - 3_000).ToList();
        Assert.InRange(backlog.Count, 2 * 4 * 115, 2 * 4 * 121);
        foreach (var sensor in backlog.GroupBy(reading => reading.Sensor))
            Assert.Equal(sensor.Select(reading => reading.Time).Order(), sensor.Select(reading => reading.Time));
        Assert.Single(backlog.Select(reading => reading.At).Distinct());
        Assert.Equal(taken.Where(reading => reading.Machine != outage.Machine).GroupBy(reading => reading.Machine).Max(machine => machine.Count()), own.Count, 60.0);
        Assert.Contains(factory.Planted(TimeAt(240_000)), planted => planted.Machine == outage.Machine && planted.Kind == EpisodeKind.Failure && planted.Rise < outage.To);
    }

    [Fact]
    public void Clocks_OfSomeSensors_AreOffByAConstant()
    {
        var factory = new LiveFactory(Small with { OutOfOrder = TimeSpan.FromSeconds(1), Late = 0 }, Now(0));
        var offsets = Take(factory, 0, 20_000, 100).GroupBy(reading => reading.Sensor).ToDictionary(group => group.Key, group => group.Select(reading => reading.Time % 250).Distinct().ToList());
        Assert.All(offsets.Values, own => Assert.Single(own));
        var ahead = Take(new LiveFactory(Small with { OutOfOrder = TimeSpan.FromSeconds(1), Late = 0 }, Now(0)), 0, 20_000, 100).Where(reading => reading.Time > reading.Arrival).Select(reading => reading.Sensor).Distinct().Count();
        Assert.InRange(ahead, 1, 24);
    }

    [Fact]
    public void Pause_LongerThanTheLongestSilence_BringsNoFlood()
    {
        var factory = new LiveFactory(Small, Now(0));
        Lines(factory, 0, 60_000, 100);
        var after = Take(factory, 3_600_000, 3_600_000 + 10_000, 100);
        Assert.All(after, reading => Assert.True(reading.Arrival >= Start.Milliseconds + 3_600_000 && reading.Time > Start.Milliseconds + 3_600_000 - 501));
        Assert.InRange(after.Count, 2_000, 3_200);
        Assert.Equal(
            [new FactoryRun(Start, new EventTime(Start.Milliseconds + 60_000)), new FactoryRun(new EventTime(Start.Milliseconds + 3_600_000), new EventTime(Start.Milliseconds + 3_610_000))],
            factory.Runs);
    }

    /// <summary>Taken up again by another object from what had to be remembered, it goes on as one that was merely not asked.</summary>
    [Fact]
    public void Factory_TakenUpAgain_IsTheSame()
    {
        var one = new LiveFactory(Small, Now(0));
        Lines(one, 0, 100_000, 100);
        var other = new LiveFactory(Small, Now(200_000), one.Runs);
        Assert.Equal(Lines(other, 200_000, 300_000, 100), Lines(one, 200_000, 300_000, 170));
        Assert.Equal(one.Planted(TimeAt(300_000)), other.Planted(TimeAt(300_000)));
        Assert.Equal(one.Runs, other.Runs);
        Assert.NotEmpty(one.Planted(TimeAt(300_000)));
    }

    /// <summary>Three runs with pauses in the middle of whatever was going on, through the pipeline of the live demonstration: what was planted is what is found.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Truth_OfSeveralRuns_IsWhatABacktestFinds(long seed)
    {
        using var folder = new ScratchFolder();
        var options = Small with { Seed = seed };
        var path = folder.Path("readings.ndjson");
        var factory = new LiveFactory(options, Now(0));
        using (var file = File.Create(path))
        {
            foreach (var (from, to) in new[] { (0L, 211_000L), (230_000L, 333_333L), (700_000L, 1_100_000L) })
            {
                if (from > 0)
                    factory = new LiveFactory(options, Now(from), factory.Runs);
                foreach (var line in Lines(factory, from, to, 200))
                    file.Write(Encoding.UTF8.GetBytes(line + "\n"));
            }
        }

        var load = PipelineFile.Load(Path.Combine(Repository.Root, "samples", "live-factory", "pipeline.yaml"));
        using var output = new MemoryStream();
        using (var backtest = Backtest.Open(load.Definition!, [path]))
            backtest.Run(output, cancellation: TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var planted = factory.Planted(TimeAt(1_100_000));
        Assert.Equal(
            planted.Where(episode => episode.Kind == EpisodeKind.Failure).Select(failure => $"{failure.Machine} {failure.Spike} {failure.Rise}").Order(StringComparer.Ordinal),
            lines.Where(line => line.GetProperty("type").GetString() == "match").Select(match => $"{match.GetProperty("key")} {match.GetProperty("start")} {match.GetProperty("end")}").Order(StringComparer.Ordinal));
        Assert.InRange(planted.Count(episode => episode.Kind == EpisodeKind.Failure), 20, 36);
        Assert.InRange(planted.Count(episode => episode.Kind != EpisodeKind.Failure), 20, 36);

        // What is late are the few that were held back, and no backlog.
        Assert.InRange(lines.Count(line => line.GetProperty("type").GetString() == "late"), 1, factory.Readings * 0.01);
    }

    [Fact]
    public void Planted_SoFar_OnlyGrows()
    {
        var factory = new LiveFactory(Small, Now(0));
        var before = new List<PlantedEpisode>();
        for (var at = 0L; at < 400_000; at += 1_000)
        {
            Take(factory, at, []);
            var now = factory.Planted(TimeAt(at));
            Assert.All(before.Where(planted => planted.Kind == EpisodeKind.Failure), planted => Assert.Contains(planted, now));
            before = [.. now];
        }

        Assert.InRange(before.Count(planted => planted.Kind == EpisodeKind.Failure), 10, 20);
    }

    [Fact]
    public void Readings_InSteadyState_AllocateNothing()
    {
        var factory = new LiveFactory(Small with { FailureEvery = TimeSpan.FromSeconds(20) }, Now(0));
        var chunk = new RecordChunk();
        for (var at = 0L; at < 200_000; at += 20)
            factory.TryTake(Now(at), chunk);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var readings = factory.Readings;
        for (var at = 200_000L; at < 400_000; at += 20)
            factory.TryTake(Now(at), chunk);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (double)(factory.Readings - readings), 0, 0.5);
    }

    [Fact]
    public void Options_OutOfRange_AreNamed()
    {
        Assert.Empty(Small.Errors());
        Assert.Empty(new LiveFactoryOptions { Start = Start }.Errors());
        Assert.NotEmpty((Small with { Machines = 20 }).Errors());
        Assert.NotEmpty((Small with { ClockSkew = TimeSpan.FromSeconds(2) }).Errors());
        Assert.Throws<ArgumentException>(() => new LiveFactory(Small with { Sensors = 1 }, Now(0)));
        Assert.Throws<ArgumentException>(() => new LiveFactory(Small, Now(-1)));
    }

    private static string[] Lines(LiveFactory factory, long from, long to, long step)
    {
        var chunk = new RecordChunk();
        var lines = new List<string>();
        for (var at = from; ; at = Math.Min(to, at + step))
        {
            factory.TryTake(Now(at), chunk);
            for (var i = 0; i < chunk.Count; i++)
                lines.Add(Encoding.UTF8.GetString(chunk.ValueOf(i)));
            if (at == to)
                return [.. lines];
        }
    }

    private static List<Taken> Take(LiveFactory factory, long from, long to, long step)
    {
        var taken = new List<Taken>();
        for (var at = from; at <= to; at += step)
            Take(factory, at, taken);
        return taken;
    }

    private static void Take(LiveFactory factory, long at, List<Taken> taken)
    {
        var chunk = new RecordChunk();
        factory.TryTake(Now(at), chunk);
        for (var i = 0; i < chunk.Count; i++)
        {
            using var json = JsonDocument.Parse(chunk.ValueOf(i).ToArray());
            var root = json.RootElement;
            Assert.True(EventTimeText.TryParse(root.GetProperty("timestamp").GetString(), out var time));
            var machine = root.GetProperty("machine").GetString()!;
            Assert.Equal(machine, Encoding.UTF8.GetString(chunk.KeyOf(i)));
            taken.Add(new Taken(machine, root.GetProperty("sensor").GetString()!, root.GetProperty("metric").GetString()!, time.Milliseconds, root.GetProperty("value").GetDouble(), chunk.Arrivals[i], Start.Milliseconds + at));
        }
    }

    private static EventTime TimeAt(long milliseconds) => new(Start.Milliseconds + milliseconds);

    private static DateTimeOffset Now(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Start.Milliseconds + milliseconds);
}
