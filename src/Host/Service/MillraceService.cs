using Millrace.Actors.Checkpoints;
using Millrace.Graphs.Ingest;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sinks;
using Millrace.Host.Commands;
using Millrace.Messages;
using Millrace.Persistence.Sqlite;

namespace Millrace.Host.Service;

/// <summary>The service: log, store, pipeline, sinks and HTTP interface in one process. Any thread.</summary>
public sealed class MillraceService : IAsyncDisposable
{
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(1);

    private readonly ServiceSetup setup;
    private readonly CancellationTokenSource stopping = new();
    private readonly Stack<IDisposable> owned = new();
    private LogAppender? appender;
    private HttpInterface? http;
    private Task retention = Task.CompletedTask;
    private bool stopped;

    private MillraceService(ServiceSetup setup) => this.setup = setup;

    /// <summary>Where the HTTP interface listens, with the ports found.</summary>
    public IReadOnlyList<string> Urls => http!.Urls;

    /// <summary>The pipeline that runs.</summary>
    public LivePipeline Pipeline { get; private set; } = null!;

    /// <summary>What turns bodies of requests into records, for who feeds the service from inside its process by the same way.</summary>
    internal ReadingIngest Ingest { get; private set; } = null!;

    /// <summary>What appends to the source's topic.</summary>
    internal LogAppender Appender => appender!;

    /// <summary>Starts a service. When it has returned, the HTTP interface answers; partitions may still be loading their state.</summary>
    /// <exception cref="BadInputException">The pipeline is wrong, or log, store, sink or address cannot be had; the message says what to do. Nothing is left open.</exception>
    public static async Task<MillraceService> StartAsync(ServiceSetup setup)
    {
        var service = new MillraceService(setup);
        try
        {
            await service.StartAsync();
            return service;
        }
        catch (Exception failed)
        {
            await service.DisposeAsync();
            if (failed is LogLockedException or LogTopicException or CheckpointStoreException or SinkException or LogWriteException or ArgumentException or FormatException or InvalidOperationException)
                throw new BadInputException($"millrace: {failed.Message}");
            if (failed is IOException or UnauthorizedAccessException)
                throw new BadInputException($"millrace: cannot start: {failed.Message}");
            throw;
        }
    }

    /// <summary>Shuts down: nothing new is taken, requests that have begun are finished, the partitions write a last checkpoint, sinks deliver what is committed.</summary>
    /// <param name="within">How long that may take.</param>
    /// <returns>Whether all of it was done in that time. What was not is made up for by the next start; nothing that was acknowledged is lost.</returns>
    public async Task<bool> StopAsync(TimeSpan within)
    {
        if (stopped)
            return true;
        stopped = true;
        var start = setup.Clock.GetTimestamp();
        await stopping.CancelAsync();
        if (http is not null)
        {
            using var limit = new CancellationTokenSource(within / 2, setup.Clock);
            await http.StopAsync(limit.Token);
        }

        await retention;
        if (appender is not null)
            await appender.DisposeAsync();
        var left = within - setup.Clock.GetElapsedTime(start);
        return Pipeline is null || await Pipeline.StopAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <summary>Stops, if it still runs, and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(setup.Options.ShutdownTimeout);
        if (http is not null)
            await http.DisposeAsync();
        if (Pipeline is not null)
            await Pipeline.DisposeAsync();
        while (owned.TryPop(out var one))
            one.Dispose();
        stopping.Dispose();
    }

    private async Task StartAsync()
    {
        var options = setup.Options;
        var definition = Load(new SymbolTable());
        Directory.CreateDirectory(setup.DataFolder);
        var log = EmbeddedLog.Open(
            Path.Combine(setup.DataFolder, "log"),
            new LogOptions { SegmentBytes = options.LogSegmentBytes, RetentionAge = options.LogRetentionAge, RetentionBytes = options.LogRetentionBytes },
            setup.Clock);
        owned.Push(log);
        foreach (var notice in log.Notices)
            setup.Log.Write(LiveEventLevel.Warning, "logMended", ("text", notice));
        var store = SqliteCheckpointStore.Open(setup.StorePath ?? Path.Combine(setup.DataFolder, "checkpoints.db"));
        owned.Push(store);
        var sinks = PipelineSinks.Create(definition, store, setup.Environment, setup.Console, setup.Clock);
        Pipeline = LivePipeline.Start(new LiveSetup
        {
            Pipeline = Load,
            Log = log,
            Store = store,
            Options = options.ToLiveOptions(),
            Clock = setup.Clock,
            Partitions = options.LogPartitions,
            Report = setup.Log.Write,
            Sinks = sinks,
        });
        appender = new LogAppender(Pipeline.Source, setup.Clock, new LogAppenderOptions { QueueBytes = options.LogQueueBytes, SyncInterval = options.LogSyncInterval });
        Ingest = new ReadingIngest(definition, Pipeline.Source.Partitions.Length, new IngestLimits { RecordBytes = (int)options.RecordBytes });
        http = await HttpInterface.StartAsync(new ServiceContext
        {
            Pipeline = Pipeline,
            Ingest = Ingest,
            Appender = appender,
            Options = options,
            Log = setup.Log,
            Clock = setup.Clock,
            Appends = new AppendHealth(setup.Log, setup.Clock),
            Budget = new RequestBudget(options.RequestBytes),
            Stopping = stopping.Token,
        });
        retention = RetainAsync(log);
    }

    private PipelineDefinition Load(SymbolTable symbols) =>
        PipelineInput.Definition(PipelineFile.Parse(setup.PipelineText, setup.PipelineName, new PipelineOptions { Symbols = symbols }));

    /// <summary>Deletes what need not be kept any more, now and then.</summary>
    private async Task RetainAsync(EmbeddedLog log)
    {
        while (true)
        {
            try
            {
                await Task.Delay(RetentionInterval, setup.Clock, stopping.Token);
                var bytes = log.ApplyRetention();
                if (bytes > 0)
                    setup.Log.Write(LiveEventLevel.Information, "logTrimmed", ("bytes", ServiceLog.Number(bytes)));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (LogWriteException failed)
            {
                setup.Log.Write(LiveEventLevel.Warning, "logNotTrimmed", ("text", failed.Message));
            }
        }
    }
}
