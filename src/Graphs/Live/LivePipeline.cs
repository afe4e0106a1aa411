using Millrace.Actors.Descriptions;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sinks;

namespace Millrace.Graphs.Live;

/// <summary>
/// A pipeline that runs: one graph for each partition of the source topic, fed from the embedded log, with outputs in topics of that log and sinks behind them. Windows
/// and patterns keyed by a field that the partitioning does not keep together are fed through a re-partition topic, by graphs of their own. Killed at any
/// moment and started again over the same log and store, it goes on as if nothing had been. Any thread may call it.
/// </summary>
public sealed class LivePipeline : IAsyncDisposable
{
    private readonly LiveSetup setup;
    private readonly PipelineGraphs graphs;
    private readonly List<PartitionRunner> runners = [];
    private readonly List<Func<PartitionStatus, PartitionStatus>> refresh = [];
    private readonly List<SinkPump> pumps = [];
    private readonly List<Thread> pumpThreads = [];
    private readonly CancellationTokenSource stopping = new();
    private bool stopped;

    private LivePipeline(LiveSetup setup)
    {
        this.setup = setup;
        graphs = new PipelineGraphs(setup, Backlog);
    }

    /// <summary>The pipeline, for those who want to know what runs; bound to symbols of its own.</summary>
    public PipelineDefinition Definition => graphs.Definition;

    /// <summary>The topic that it reads.</summary>
    public LogTopic Source => graphs.Source;

    /// <summary>The topic of each output by the output's name. Each partition is written by one graph alone.</summary>
    public IReadOnlyDictionary<string, LogTopic> Outputs => graphs.Outputs;

    /// <summary>How it stands.</summary>
    public LiveStatus Status => new(
        [.. runners.Select((runner, i) => refresh[i](runner.Status))],
        [.. pumps.Select(pump => pump.Status)]);

    /// <summary>Starts it; partitions are recovered beside each other, and what they cannot do yet shows in <see cref="Status"/>.</summary>
    /// <exception cref="ArgumentException">The pipeline cannot run over this log.</exception>
    /// <exception cref="LogWriteException">A topic cannot be made.</exception>
    public static LivePipeline Start(LiveSetup setup)
    {
        var pipeline = new LivePipeline(setup);
        pipeline.StartSinks();
        foreach (var place in pipeline.graphs.Places)
            pipeline.Add(place);
        pipeline.runners.ForEach(runner => runner.Start());
        return pipeline;
    }

    /// <summary>The live state of a key, as every shard that knows it has it; empty when none does.</summary>
    public async Task<IReadOnlyList<KeyDescription>> DescribeAsync(string key, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(runners.Select(runner => runner.Ask(graph => graph.Describe(key), cancellation))).ConfigureAwait(false);
        return [.. answers.SelectMany(answer => answer)];
    }

    /// <summary>Completes when every partition has written a checkpoint that began after this call, or had nothing to write.</summary>
    public Task CheckpointAsync(CancellationToken cancellation) =>
        Task.WhenAll(runners.Select(runner => runner.CheckpointAsync(cancellation)));

    /// <summary>Stops: partitions write a last checkpoint, sinks deliver what is committed. What is in the log and not taken in yet stays there for the next start.</summary>
    /// <param name="within">How long that may take.</param>
    /// <returns>Whether everything was written and delivered in that time. If not, nothing is lost: the next start makes up for it.</returns>
    public async Task<bool> StopAsync(TimeSpan within)
    {
        if (stopped)
            return true;
        stopped = true;
        var start = setup.Clock.GetTimestamp();
        runners.ForEach(runner => runner.Stop(within));
        await Task.WhenAll(runners.Select(runner => runner.Ended)).ConfigureAwait(false);
        var complete = runners.TrueForAll(runner => runner.IsClean);
        await stopping.CancelAsync().ConfigureAwait(false);
        var left = within - setup.Clock.GetElapsedTime(start);
        await using (setup.Clock.CreateTimer(_ => pumps.ForEach(pump => pump.Abort()), null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan).ConfigureAwait(false))
        {
            pumpThreads.ForEach(thread => thread.Join());
            foreach (var pump in pumps)
                complete &= pump.Drain(within - setup.Clock.GetElapsedTime(start));
        }

        pumps.ForEach(pump => pump.Dispose());

        runners.ForEach(runner => runner.Dispose());
        return complete;
    }

    /// <summary>Stops, as <see cref="StopAsync"/> within five seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        stopping.Dispose();
    }

    private void StartSinks()
    {
        foreach (var (sink, outputs) in setup.Sinks)
        {
            var pump = new SinkPump(sink, [.. outputs.Select(name => Outputs[name])], setup.Clock);
            pumps.Add(pump);
            var thread = new Thread(() => pump.Run(stopping.Token)) { IsBackground = true, Name = $"sink {sink.Name}" };
            pumpThreads.Add(thread);
            thread.Start();
        }
    }

    private void Add(GraphPlace place)
    {
        var source = graphs.SourceOf(place);
        runners.Add(new PartitionRunner(source.Name, () => graphs.Create(place), setup.Options, setup.Clock, setup.Report));
        refresh.Add(status => status with { EndOffset = Math.Max(status.Offset, source.Stable) });
    }

    /// <summary>The bytes that the slowest reader of a graph's outputs has before it: a sink, or, where there is none, whoever waits for checkpoints.</summary>
    private long Backlog(LogPartition[] written)
    {
        var most = written.Sum(partition => partition.BytesBetween(partition.Stable, partition.End));
        foreach (var pump in pumps)
            most = Math.Max(most, pump.BacklogBytes(written[0].Index));
        return most;
    }
}
