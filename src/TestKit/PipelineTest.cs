using System.Globalization;
using System.Text;
using System.Text.Json;
using Millrace.Actors.Descriptions;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sources;
using Millrace.Messages;

namespace Millrace.TestKit;

/// <summary>
/// A whole pipeline in a test, as <c>millrace run</c> runs it: log, shards, checkpoints, outputs and sinks, in memory, under virtual time, on the test's thread. Everything that is
/// due has happened when a call returns, and the same calls give the same results. It can be killed and started again, and faults can be planted in its disk, store and sinks.
/// <code>
/// using var test = PipelineTest.Of("pipeline.yaml");
/// test.Send(new { sensor = "s-1", value = 81, t = "2026-01-01T00:00:00Z" });
/// test.Restart();
/// test.End();
/// Assert.Equal(81, test.Results("window-results").Single().Number("mean"));
/// </code>
/// Under <see cref="Delivery.ExactlyOnce"/> outputs come out with the next checkpoint: at <see cref="Checkpoint"/>, <see cref="End"/>, or when <see cref="Advance"/> moves the clock by a
/// second. The pipeline's own sinks are not opened; behind each output stands a <see cref="RecordingSink"/> instead. One thread.
/// </summary>
public sealed class PipelineTest : IDisposable
{
    private const int MaxSteps = 1000; // of one Advance: a longer one has checkpoints further apart than the interval
    private readonly Func<SymbolTable, PipelineDefinition> pipeline;
    private readonly Dictionary<string, RecordingSink> sinks = new(StringComparer.Ordinal);
    private readonly List<LiveEvent> events = [];
    private PipelineTestOptions options;
    private PipelineProcess process;
    private TimeSpan sinceCheckpoint;
    private long sent;
    private bool hasEnded;
    private bool isDisposed;

    private PipelineTest(Func<SymbolTable, PipelineDefinition> pipeline, PipelineTestOptions? options)
    {
        this.pipeline = pipeline;
        this.options = options ?? new PipelineTestOptions();
        Clock = new VirtualTime(this.options.Start);
        Files = new SimulatedFiles(this.options.Seed);
        process = Begin();
        process.Settle();
    }

    /// <summary>The wall clock; <see cref="Advance"/> moves it and does what is due. Setting it back or forth is a fault to be tried, too.</summary>
    public VirtualTime Clock { get; }

    /// <summary>The disk: may be full, fail to sync, or be damaged. It is mended by setting it back.</summary>
    public SimulatedFiles Files { get; }

    /// <summary>The store of checkpoints: its next commits may be told to fail.</summary>
    public MemoryCheckpointStore Store { get; } = new();

    /// <summary>What an operator would have been told, oldest first: failed checkpoints, pauses, what a start had to mend, state that was left behind. Named as in the service's log.</summary>
    public IReadOnlyList<LiveEvent> Events => events;

    /// <summary>The names of the pipeline's outputs.</summary>
    public IReadOnlyList<string> Outputs => [.. process.Outputs.Select(topic => topic.Name)];

    /// <summary>Starts the pipeline of a file.</summary>
    /// <param name="path">The file; a relative path is looked for in the current folder, then beside the test and in each folder above it.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The pipeline has errors; the message shows all of them.</exception>
    public static PipelineTest Of(string path, PipelineTestOptions? options = null)
    {
        var found = Find(path);
        var load = PipelineFile.Load(found);
        if (load.Text.Length == 0)
            load.Require(); // it cannot be read
        return Parse(load.Text, path, options);
    }

    /// <summary>Starts the pipeline of a text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The pipeline has errors; the message shows all of them.</exception>
    public static PipelineTest Parse(string yaml, string name = "pipeline.yaml", PipelineTestOptions? options = null)
    {
        var functions = (options ??= new PipelineTestOptions()).Functions;
        return new PipelineTest(
            symbols => PipelineFile.Parse(yaml, name, new PipelineOptions { Symbols = symbols, Functions = functions }).Require(),
            options);
    }

    /// <summary>Starts a pipeline that is built in C#, perhaps with actors of one's own.</summary>
    /// <param name="pipeline">Builds it for the symbols that it is given (<see cref="PipelineOptions.Symbols"/>); called for each shard and at each start, always with the same result.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The pipeline was built without the given symbols, or there is none.</exception>
    public static PipelineTest Of(Func<SymbolTable, PipelineDefinition> pipeline, PipelineTestOptions? options = null) => new(
        symbols => pipeline(symbols) switch
        {
            null => throw new ArgumentException("There is no pipeline: what was loaded or built has errors. PipelineLoad.Require shows them.", nameof(pipeline)),
            var definition when definition.Symbols != symbols => throw new ArgumentException("The pipeline was built without the given symbols: pass them in PipelineOptions.Symbols.", nameof(pipeline)),
            var definition => definition,
        },
        options);

    /// <summary>Sends readings, which are durable and taken in when the call returns. They arrive at the present time of the <see cref="Clock"/>.</summary>
    /// <param name="reading">JSON text: an object, several with a line each, or an array; or any object that is to be written as JSON: an anonymous one, a dictionary.</param>
    /// <param name="key">The message key, for a pipeline whose source names no key field.</param>
    /// <exception cref="ArgumentException">The service would refuse it, with the reason: no key, no time, a wrong type. <see cref="SendRaw"/> sends it all the same.</exception>
    /// <exception cref="LogWriteException">The disk does not take it: it was not acknowledged.</exception>
    /// <exception cref="InvalidOperationException">The input was ended.</exception>
    public PipelineTest Send(object reading, string? key = null)
    {
        CheckOpen();
        sent += process.Send(reading as string ?? JsonSerializer.Serialize(reading), key);
        process.Settle();
        return this;
    }

    /// <summary>Puts a record into the source as it is, as a program would that writes to it without being checked: what cannot be read becomes a dead letter.</summary>
    /// <param name="record">The record.</param>
    /// <param name="partition">The partition of the source.</param>
    /// <param name="key">The message key; null for none.</param>
    /// <exception cref="LogWriteException">The disk does not take it.</exception>
    /// <exception cref="InvalidOperationException">The input was ended.</exception>
    public PipelineTest SendRaw(string record, int partition = 0, string? key = null)
    {
        CheckOpen();
        var records = new RecordChunk();
        records.Add(Encoding.UTF8.GetBytes(record), Encoding.UTF8.GetBytes(key ?? ""));
        process.Append(partition, records);
        sent++;
        process.Settle();
        return this;
    }

    /// <summary>Lets wall-clock time pass, with what it brings: idle timeouts, processing-time timers, checkpoints, what is tried again after a failure.</summary>
    /// <param name="span">How much; 0 or more.</param>
    public PipelineTest Advance(TimeSpan span)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        var interval = options.CheckpointInterval > TimeSpan.Zero ? options.CheckpointInterval : TimeSpan.FromSeconds(1);
        var longest = TimeSpan.FromTicks(Math.Max(interval.Ticks, (span.Ticks / MaxSteps) + 1));
        for (var left = span; left > TimeSpan.Zero;)
        {
            var step = left < longest ? left : longest;
            left -= step;
            Clock.Advance(step);
            process.Settle();
            sinceCheckpoint += step;
            if (options.CheckpointInterval > TimeSpan.Zero && sinceCheckpoint >= options.CheckpointInterval)
                Checkpoint();
        }

        return this;
    }

    /// <summary>Writes a checkpoint: what came of everything sent so far comes out, and a restart goes on from here.</summary>
    /// <returns>Whether every partition has written it; false when the store or the disk did not let it. It is tried again with the next one.</returns>
    public bool Checkpoint()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        sinceCheckpoint = TimeSpan.Zero;
        return process.TryCheckpoint(hasEnded);
    }

    /// <summary>Ends the input, as a backtest does: everything that is open fires and comes out. Nothing can be sent any more.</summary>
    public PipelineTest End()
    {
        hasEnded = true;
        Checkpoint();
        return this;
    }

    /// <summary>Kills the process, as <c>kill -9</c> does, and starts it again from its last checkpoint. What is in the log stays.</summary>
    /// <param name="change">What is different in the new life, such as the number of shards; null for nothing. Clock, files and partitions stay.</param>
    public PipelineTest Restart(Func<PipelineTestOptions, PipelineTestOptions>? change = null)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        Files.Kill();
        return Again(change);
    }

    /// <summary>Cuts the power and starts again: what was not synced is lost, wholly or in part, as <see cref="PipelineTestOptions.Seed"/> decides. What was acknowledged or had come out stays.</summary>
    /// <param name="change">What is different in the new life; null for nothing.</param>
    public PipelineTest PowerLoss(Func<PipelineTestOptions, PipelineTestOptions>? change = null)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        Files.Crash();
        return Again(change);
    }

    /// <summary>What has come out at an output, in the order in which it came; of one moment by partition.</summary>
    /// <exception cref="ArgumentException">There is no such output.</exception>
    public IReadOnlyList<PipelineResult> Results(string output)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        return [.. Topic(output).Partitions.SelectMany(Read).OrderBy(read => read.Arrival).Select(read => PipelineResult.Of(output, Encoding.UTF8.GetBytes(read.Json)))];
    }

    /// <summary>The sink behind an output. It stays the same over restarts.</summary>
    /// <exception cref="ArgumentException">There is no such output.</exception>
    public RecordingSink Sink(string output) => sinks[Topic(output).Name];

    /// <summary>The live state of a key: open windows with their values so far, partial matches, clocks. Null when nothing is known of it, or when it is in the store only.</summary>
    public KeyDescription? Describe(string key)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        KeyFieldDescription[] fields = [.. process.Graphs.SelectMany(graph => graph.Describe(key)).SelectMany(description => description.Fields)];
        return fields.Length == 0 ? null : new KeyDescription(key, [.. fields]);
    }

    /// <summary>Where the test stands, for the message of an assertion: the clock, each partition, everything that has come out, what waits for a checkpoint, and what went wrong.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{process.Name} at {new EventTime(Clock.GetUtcNow().ToUnixTimeMilliseconds())}: {sent} sent{(hasEnded ? ", ended" : "")}\n");
        foreach (var graph in process.Graphs)
            text.Append(CultureInfo.InvariantCulture, $"  {graph}\n");
        foreach (var topic in process.Outputs)
        {
            var waiting = topic.Partitions.Sum(partition => partition.End - partition.Stable);
            var results = isDisposed ? [] : Results(topic.Name);
            text.Append(CultureInfo.InvariantCulture, $"{topic.Name}: {results.Count}{(waiting > 0 ? $", and {waiting} that a checkpoint would let out" : "")}\n");
            foreach (var result in results)
                text.Append("  ").Append(result).Append('\n');
        }

        foreach (var happened in events)
            text.Append(CultureInfo.InvariantCulture, $"{happened.Level} {happened.Name} {happened.Subject}: {happened.Text}\n");
        return text.ToString();
    }

    /// <summary>Kills the process.</summary>
    public void Dispose()
    {
        isDisposed = true;
        Files.Kill();
        Store.Dispose();
    }

    private static string Find(string path)
    {
        if (Path.IsPathRooted(path) || File.Exists(path))
            return path;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, path)))
                return Path.Combine(folder, path);
        }

        return path;
    }

    private static IEnumerable<(string Json, long Arrival)> Read(LogPartition partition)
    {
        var chunk = new RecordChunk();
        using var reader = partition.OpenReader(partition.Start);
        while (reader.TryRead(chunk, 1 << 20))
        {
            for (var i = 0; i < chunk.Count; i++)
                yield return (Encoding.UTF8.GetString(chunk.ValueOf(i)), chunk.Arrivals[i]);
        }
    }

    private PipelineProcess Begin()
    {
        var log = EmbeddedLog.Open(Files, new LogOptions(), Clock);
        foreach (var notice in log.Notices)
            events.Add(new LiveEvent(LiveEventLevel.Warning, "logMended", "", notice));
        var setup = new LiveSetup
        {
            Pipeline = pipeline,
            Log = log,
            Store = Store,
            Clock = Clock,
            Options = new LiveOptions
            {
                Delivery = options.Delivery,
                ShardsPerPartition = options.ShardsPerPartition,
                StateBytes = options.StateBytes,
                BacklogBytes = options.BacklogBytes,
            },
            Partitions = options.Partitions,
            OneThread = true,
            Report = events.Add,
        };
        return new PipelineProcess(setup, output => sinks.TryGetValue(output, out var sink) ? sink : sinks[output] = new RecordingSink(output));
    }

    private PipelineTest Again(Func<PipelineTestOptions, PipelineTestOptions>? change)
    {
        options = change?.Invoke(options) ?? options;
        sinceCheckpoint = TimeSpan.Zero;
        process = Begin();
        process.Settle();
        return this;
    }

    private LogTopic Topic(string output) => process.Outputs.FirstOrDefault(topic => topic.Name == output)
        ?? throw new ArgumentException($"The pipeline has no output {output}; it has {string.Join(", ", Outputs)}.", nameof(output));

    private void CheckOpen()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (hasEnded)
            throw new InvalidOperationException("The input was ended: nothing can be sent any more.");
    }
}
