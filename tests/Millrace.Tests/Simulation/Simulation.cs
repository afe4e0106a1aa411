using System.Text;
using Millrace.Actors.Checkpoints;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sinks;
using Millrace.Graphs.Sources;
using Millrace.TestKit;

namespace Millrace.Tests.Simulation;

/// <summary>
/// A whole service under virtual time, on one thread, from one seed: source, graphs, log, store, sink; and anything may fail at any step: the process dies, the
/// disk tears what was not synced, is full, or will not sync, the store is locked, fails, or loses its answer, the sink refuses or is slow, the clock jumps, and the next life has other shards and another memory.
/// In the end everything is mended and runs to its end; then the outputs are compared with those of a run to which nothing happened.
/// </summary>
#pragma warning disable CA1001 // What it owns lives as long as the run; a crash is not a disposal.
public sealed class Simulation
#pragma warning restore CA1001
{
    private readonly Random random;
    private readonly SimulationPlan plan;
    private readonly PlantedFault planted;
    private readonly VirtualTime clock = new();
    private readonly SimulatedFiles files;
    private readonly MemoryCheckpointStore store = new();
    private readonly MemoryTarget target = new();
    private readonly SimulatedReadings readings;
    private readonly Queue<(int Partition, string Record)> unsent = new();
    private readonly List<(int Partition, long Offset, string Record)> acknowledged = [];
    private readonly List<GraphLife> lives = [];
    private EmbeddedLog log = null!;
    private PipelineGraphs graphs = null!;
    private SinkPump pump = null!;
    private bool mended;

    private Simulation(long seed, PlantedFault planted)
    {
        this.planted = planted;
        plan = new SimulationPlan(seed);
        random = new Random(unchecked((int)(seed * 7919) + 17));
        readings = new SimulatedReadings(plan, random);
        files = new SimulatedFiles((int)seed);
        Begin();
    }

    public Probes Probes { get; } = new();

    /// <summary>Runs a seed to its end.</summary>
    /// <returns>What was hit.</returns>
    /// <exception cref="SimulationException">The outputs are not what they should be.</exception>
    public static Probes Run(long seed, PlantedFault planted = PlantedFault.None)
    {
        var simulation = new Simulation(seed, planted);
        try
        {
            simulation.Live();
            simulation.End();
            simulation.Compare(seed);
        }
        catch (Exception failure) when (failure is not SimulationException)
        {
            throw new SimulationException(seed, failure.ToString());
        }

        return simulation.Probes;
    }

    private void Live()
    {
        while (!readings.IsOver || unsent.Count > 0)
        {
            Act();
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(900) : random.Next(30)));
        }
    }

    private void Act()
    {
        switch (random.Next(100))
        {
            case < 22:
                Send();
                break;
            case < 45:
                Any(life => life.Fetch());
                break;
            case < 70:
                Any(life => life.Step(Probes));
                break;
            case < 78:
                Any(life => life.Begin());
                break;
            case < 87:
                Any(life => life.Commit(Probes));
                break;
            case < 90 when !plan.ExactlyOnce:
                Any(life => life.Sync(Probes));
                break;
            case < 93:
                pump.Step();
                break;
            default:
                Fault();
                break;
        }
    }

    private void Fault()
    {
        switch (random.Next(9))
        {
            case 0 or 1:
                Crash();
                break;
            case 2:
                store.Fail(random.Next(3) switch { 0 => StoreFault.Locked, 1 => StoreFault.BeforeCommit, _ => StoreFault.AfterCommit });
                break;
            case 3:
                files.FreeBytes = random.Next(400);
                break;
            case 4:
                files.FreeBytes = null;
                break;
            case 5:
                files.FailingSyncs = random.Next(1, 3);
                break;
            case 6:
                target.Refusals = random.Next(1, 4);
                break;
            case 7:
                target.LostAnswers = 1;
                break;
            default:
                clock.Set(clock.GetUtcNow() + TimeSpan.FromMilliseconds(random.Next(-60_000, 20_000)));
                Probes.Hit("clock jumped");
                break;
        }
    }

    /// <summary>A client sends readings, and sends them again until they are acknowledged; what it does not know of is in the log or not.</summary>
    private void Send()
    {
        if (unsent.Count == 0)
        {
            for (var i = random.Next(1, 6); i > 0 && !readings.IsOver; i--)
                unsent.Enqueue(readings.Next());
        }

        if (!unsent.TryPeek(out var next))
            return;
        var partition = graphs.Source.Partitions[next.Partition];
        try
        {
            var offset = partition.Append(SimulatedReadings.Chunk(next.Record));
            unsent.Dequeue();
            partition.Sync();
            acknowledged.Add((next.Partition, offset, next.Record));
        }
        catch (LogWriteException)
        {
            Probes.Hit("log could not be written");
        }
    }

    private void Any(Action<GraphLife> act)
    {
        var life = lives[random.Next(lives.Count)];
        try
        {
            act(life);
        }
        catch (Exception failure) when (failure is CheckpointStoreException or LogWriteException or SourceException)
        {
            Probes.Hit($"graph began anew: {failure.GetType().Name}");
            life.LastFailure = failure.Message;
            life.Reopen();
        }
    }

    private void Crash()
    {
        Probes.Hit("crash");
        foreach (var life in lives)
            Probes.Hit(life.IsCommitting ? "crash during a checkpoint" : life.IsBehind ? "crash behind the log" : "crash at rest");
        if (random.Next(2) == 0)
        {
            files.Crash();
            Probes.Hit("power lost");
        }
        else
        {
            files.Kill();
        }

        if (planted == PlantedFault.ClockGoesBack)
            clock.Set(clock.GetUtcNow() - TimeSpan.FromMinutes(5));
        Begin();
        if (log.Notices.Count > 0)
            Probes.Hit("torn tail");
    }

    /// <summary>A new process over what the last one left.</summary>
    private void Begin()
    {
        files.FreeBytes = null;
        files.FailingSyncs = 0;
        lives.Clear();
        log = EmbeddedLog.Open(planted is PlantedFault.LyingSync or PlantedFault.ClockGoesBack ? new LyingFiles(files, planted) : files, new LogOptions { SegmentBytes = 4096 }, clock);
        var options = new LiveOptions
        {
            Delivery = plan.ExactlyOnce && planted != PlantedFault.KeptTail ? Delivery.ExactlyOnce : Delivery.AtLeastOnce,
            ShardsPerPartition = mended ? 1 : random.Next(1, 4),
            LoadAtStart = random.Next(2) == 0,
            StateBytes = random.Next(2) == 0 ? random.Next(2000) : null,
            FetchBytes = random.Next(1, 2000),
            MailboxBytes = random.Next(1, 4000),
            BacklogBytes = random.Next(3) == 0 ? random.Next(200, 4000) : 1_000_000,
        };
        if (options.ShardsPerPartition > 1)
            Probes.Hit("several shards");
        if (options.StateBytes is not null)
            Probes.Hit("little memory");
        graphs = new PipelineGraphs(
            new LiveSetup
            {
                Pipeline = symbols => PipelineFile.Parse(plan.Pipeline, "simulated", new PipelineOptions { Symbols = symbols }).Definition!,
                Log = log,
                Store = new FaultyStore(store, planted, random),
                Options = options,
                Clock = clock,
                Partitions = plan.Partitions,
                BatchRows = random.Next(1, 8),
                OneThread = true,
            },
            written => pump?.BacklogBytes(written[0].Index) ?? 0);
        pump = new SinkPump(new MemorySink(target, planted, Probes), [.. graphs.Outputs.Values.OrderBy(topic => topic.Name, StringComparer.Ordinal)], clock);
        foreach (var place in graphs.Places)
        {
            var life = new GraphLife(() => graphs.Create(place));
            lives.Add(life);
            life.Reopen();
        }
    }

    /// <summary>Everything is mended; the last reading that lets all come to its end is sent, and everything runs until nothing is left.</summary>
    private void End()
    {
        files.FreeBytes = null;
        files.FailingSyncs = 0;
        target.Refusals = target.LostAnswers = 0;
        store.Mend();
        mended = true;
        clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var partition in graphs.Source.Partitions)
        {
            partition.Append(SimulatedReadings.Chunk(readings.End()));
            partition.Sync();
        }

        var still = 0;
        for (var round = 0; still < 20; round++)
        {
            if (round > 100_000)
                throw new InvalidOperationException("It does not come to an end.");
            var worked = false;
            foreach (var _ in lives)
                Any(life => worked |= life.Fetch() | life.Step(Probes) | life.Begin() | life.Commit(Probes) | life.Sync(Probes));
            worked |= pump.Step();
            clock.Advance(TimeSpan.FromSeconds(1));
            still = worked ? 0 : still + 1;
        }
    }

    private void Compare(long seed)
    {
        var source = graphs.Source.Partitions.Select(Read).ToList();
        foreach (var (partition, offset, record) in acknowledged)
        {
            if (offset >= source[partition].Count || source[partition][(int)offset].Record != record)
                throw new SimulationException(seed, $"the acknowledged record at offset {offset} of partition {partition} is gone: {record}");
        }

        var expected = ReferenceRun.Lines(plan.Pipeline, source);
        var published = graphs.Outputs.Values.SelectMany(topic => topic.Partitions).SelectMany(Read).Select(record => record.Record).ToList();
        Check(seed, "outputs", WithoutOrder(expected), WithoutOrder(published));
        Check(seed, "the sink's lines", published, [.. target.Lines.Values.SelectMany(lines => lines)], exactly: true);
        Probes.Hit(expected.Count > 0 ? "outputs" : "no outputs");
        Probes.Hit(plan.ExactlyOnce ? "exactly once" : "at least once");
        if (plan.Rekeys)
            Probes.Hit("re-keyed");
    }

    private void Check(long seed, string what, List<string> expected, List<string> actual, bool exactly = false)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in expected)
            counts[line] = counts.GetValueOrDefault(line) - 1;
        foreach (var line in actual)
            counts[line] = counts.GetValueOrDefault(line) + 1;
        var known = expected.ToHashSet(StringComparer.Ordinal);
        var wrong = counts.Where(pair => pair.Value < 0 || (pair.Value > 0 && (exactly || plan.ExactlyOnce || !known.Contains(pair.Key)))).ToList();
        if (wrong.Count == 0)
            return;
        var text = new StringBuilder($"{what}: {wrong.Count} of {expected.Count} differ\n");
        text.AppendJoin("; ", Probes.Counts.Select(pair => $"{pair.Key} {pair.Value}")).Append('\n');
        foreach (var (place, life) in graphs.Places.Zip(lives))
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {graphs.SourceOf(place).Name}: {graphs.SourceOf(place).Start}..{graphs.SourceOf(place).Stable}..{graphs.SourceOf(place).End} {life}\n");
        foreach (var (line, count) in wrong.Take(6))
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {(count < 0 ? "missing" : "too many")} {Math.Abs(count)} (of {expected.Count(other => other == line)}): {line}\n");
        throw new SimulationException(seed, text.Append(plan.Pipeline).ToString());
    }

    /// <summary>The id of a match counts its readings in the order in which they came: where partitions meet again, that order is that of the re-partition log.</summary>
    private List<string> WithoutOrder(List<string> lines) =>
        plan.Rekeys ? [.. lines.Select(line => line.Contains("\"events\"", StringComparison.Ordinal) ? line[..line.LastIndexOf(",\"id\"", StringComparison.Ordinal)] : line)] : lines;

    private static List<(string Record, long Arrival)> Read(LogPartition partition)
    {
        var records = new List<(string, long)>();
        using var reader = partition.OpenReader(partition.Start);
        var chunk = new RecordChunk();
        while (reader.TryRead(chunk, 1 << 20))
        {
            for (var i = 0; i < chunk.Count; i++)
                records.Add((Encoding.UTF8.GetString(chunk.ValueOf(i)), chunk.Arrivals[i]));
        }

        return records;
    }
}
