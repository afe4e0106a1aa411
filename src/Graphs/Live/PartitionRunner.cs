using System.Collections.Concurrent;
using Millrace.Actors.Checkpoints;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Live;

/// <summary>
/// Runs the graph of a partition on threads of its own: one fetches and decodes, one steps the shards, and checkpoints are written beside them. What goes wrong and may
/// pass (a store that is locked, a disk that is full) is waited for; what makes the graph useless begins it anew from its last checkpoint.
/// </summary>
internal sealed class PartitionRunner : IDisposable
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BlockedPoll = TimeSpan.FromMilliseconds(20);

    private readonly string name;
    private readonly Func<PartitionGraph> create;
    private readonly LiveOptions options;
    private readonly TimeProvider clock;
    private readonly Action<LiveEvent> report;
    private readonly AutoResetEvent wake = new(false);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<Action<PartitionGraph>> requests = new();
    private readonly ConcurrentQueue<TaskCompletionSource> asked = new();
    private readonly Thread thread;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile PartitionStatus status;
    private volatile string commitProblem = "";
    private long stopBy = long.MaxValue; // timestamp of the clock
    private List<TaskCompletionSource> covered = [];
    private CheckpointDraft? draft;
    private Task? commit;
    private long commitStart;
    private DateTimeOffset nextStatus;
    private bool isHeldUp;

    /// <param name="name">What the partition is called.</param>
    /// <param name="create">Makes the graph, anew after each failure.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="clock">The wall clock.</param>
    /// <param name="report">Told what an operator should know of; on any thread.</param>
    public PartitionRunner(string name, Func<PartitionGraph> create, LiveOptions options, TimeProvider clock, Action<LiveEvent> report)
    {
        this.name = name;
        this.create = create;
        this.options = options;
        this.clock = clock;
        this.report = report;
        status = new PartitionStatus { Name = name, State = PartitionState.Starting };
        thread = new Thread(Run) { IsBackground = true, Name = $"shards {name}" };
    }

    public PartitionStatus Status => status;

    /// <summary>Whether it has ended with everything written that it had taken in.</summary>
    public bool IsClean { get; private set; }

    /// <summary>Completes when the partition has stopped for good.</summary>
    public Task Ended => ended.Task;

    public void Start() => thread.Start();

    /// <summary>Asks the graph something, on the thread that steps it.</summary>
    public Task<T> Ask<T>(Func<PartitionGraph, T> question, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        requests.Enqueue(graph => answer.TrySetResult(question(graph)));
        wake.Set();
        return answer.Task.WaitAsync(cancellation);
    }

    /// <summary>Asks for a checkpoint; completes when one is written that began after this call.</summary>
    public Task CheckpointAsync(CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        asked.Enqueue(done);
        wake.Set();
        return done.Task.WaitAsync(cancellation);
    }

    /// <summary>Asks the partition to write a last checkpoint and end; see <see cref="Ended"/>.</summary>
    /// <param name="within">How long it may try when the store does not take it.</param>
    public void Stop(TimeSpan within)
    {
        Interlocked.Exchange(ref stopBy, clock.GetTimestamp() + (long)(within.TotalSeconds * clock.TimestampFrequency));
        stopping.Cancel();
        wake.Set();
    }

    /// <summary>Once it has ended.</summary>
    public void Dispose()
    {
        wake.Dispose();
        stopping.Dispose();
    }

    private void Run()
    {
        var retry = ShortestRetry;
        while (!stopping.IsCancellationRequested)
        {
            var started = clock.GetTimestamp();
            try
            {
                RunGraph();
                break;
            }
            catch (FencedException fenced)
            {
                Fail("fenced", fenced.Message);
                ended.SetResult();
                return;
            }
            catch (Exception failure) when (failure is CheckpointStoreException or SourceException or LogWriteException or InvalidDataException)
            {
                if (clock.GetElapsedTime(started) > LongestRetry)
                    retry = ShortestRetry;
                Fail("partitionFailed", $"{failure.Message} It begins anew from its last checkpoint in {retry.TotalSeconds:0.0} s.");
                stopping.Token.WaitHandle.WaitOne(retry);
                retry = Min(retry * 2, LongestRetry);
            }
        }

        status = status with { State = status.State == PartitionState.Failed ? PartitionState.Failed : PartitionState.Stopped };
        ended.SetResult();
    }

    private void RunGraph()
    {
        using var graph = create();
        (commit, draft, commitProblem) = (null, null, "");
        status = status with { State = PartitionState.Starting, Reason = "" };
        foreach (var change in graph.Open())
            report(new LiveEvent(LiveEventLevel.Warning, "stateChanged", name, change.ToString()));
        graph.Mailbox.Posted = () => wake.Set();
        using var fetching = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        using var room = new AutoResetEvent(false);
        graph.Mailbox.Emptied = () => room.Set();
        using var appended = new AutoResetEvent(false);
        graph.OutputsAppended = () => appended.Set();
        var letOut = options.Delivery == Delivery.AtLeastOnce ? new Thread(() => LetOut(graph, appended, fetching.Token)) { IsBackground = true, Name = $"outputs {name}" } : null;
        letOut?.Start();
        Exception? fetchFailure = null;
        var fetcher = new Thread(() =>
        {
            try
            {
                Fetch(graph, room, fetching.Token);
            }
            catch (SourceException failure)
            {
                Volatile.Write(ref fetchFailure, failure);
                wake.Set();
            }
        }) { IsBackground = true, Name = $"fetch {name}" };
        fetcher.Start();
        try
        {
            Loop(graph, () => Volatile.Read(ref fetchFailure));
        }
        finally
        {
            fetching.Cancel();
            room.Set();
            appended.Set();
            fetcher.Join();
            letOut?.Join();
            WaitForCommit();
        }
    }

    private static void Fetch(PartitionGraph graph, AutoResetEvent room, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (graph.Fetcher.Step())
                continue;
            try
            {
                if (graph.Mailbox.HasRoom)
                    graph.Fetcher.WaitAsync(cancellation).GetAwaiter().GetResult();
                else
                    room.WaitOne();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Outputs that are published at once are synced beside the shards: so one sync covers all that came during the last, and the shards never wait.</summary>
    private void LetOut(PartitionGraph graph, AutoResetEvent appended, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            appended.WaitOne();
            try
            {
                graph.SyncOutputs();
            }
            catch (LogWriteException failure)
            {
                report(new LiveEvent(LiveEventLevel.Warning, "outputsHeldBack", name, $"{failure.Message} Outputs wait until they can be."));
                cancellation.WaitHandle.WaitOne(LongestRetry);
                appended.Set();
            }
        }
    }

    private void Loop(PartitionGraph graph, Func<Exception?> fetchFailure)
    {
        var nextCheckpoint = clock.GetUtcNow() + options.CheckpointInterval;
        while (true)
        {
            var now = clock.GetUtcNow();
            while (requests.TryDequeue(out var request))
                request(graph);
            TakeCommit(graph);

            // What could be read before the source failed is taken in and kept first: else what lies before a damage would begin anew for ever.
            var failure = graph.Mailbox.Bytes == 0 ? fetchFailure() : null;
            if (commit is null && (now >= nextCheckpoint || failure is not null || !asked.IsEmpty || stopping.IsCancellationRequested))
            {
                nextCheckpoint = now + options.CheckpointInterval;
                if (!TryBegin(graph))
                {
                    if (stopping.IsCancellationRequested)
                    {
                        Publish(graph, now, StepResult.Idle);
                        IsClean = !graph.IsDirty;
                        return;
                    }

                    if (failure is not null)
                        throw failure;
                }
            }

            if (stopping.IsCancellationRequested)
            {
                if (clock.GetTimestamp() > Interlocked.Read(ref stopBy))
                    return;
                wake.WaitOne(BlockedPoll);
                continue;
            }

            var result = graph.Step();
            if (now >= nextStatus || (result != StepResult.Worked && status.Offset != graph.Offset))
                Publish(graph, now, result);
            if (result != StepResult.Worked)
                wake.WaitOne(Pause(graph, result, now, nextCheckpoint));
        }
    }

    private static TimeSpan Pause(PartitionGraph graph, StepResult result, DateTimeOffset now, DateTimeOffset nextCheckpoint)
    {
        if (result == StepResult.Blocked)
            return BlockedPoll;
        var pause = Min(StatusInterval, nextCheckpoint - now);
        if (graph.NextWake is var due and < long.MaxValue)
            pause = Min(pause, TimeSpan.FromMilliseconds(due - now.ToUnixTimeMilliseconds()));
        return pause < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : pause;
    }

    /// <summary>Begins a checkpoint if there is anything to write. Those who asked for one wait for it, or for nothing.</summary>
    private bool TryBegin(PartitionGraph graph)
    {
        var waiting = new List<TaskCompletionSource>();
        while (asked.TryDequeue(out var one))
            waiting.Add(one);
        draft = graph.BeginCheckpoint();
        if (draft is null)
        {
            foreach (var one in waiting)
                one.TrySetResult();
            return false;
        }

        covered = waiting;
        commitStart = clock.GetTimestamp();
        var taken = draft;
        commit = Task.Run(() => Commit(graph, taken));
        return true;
    }

    private void Commit(PartitionGraph graph, CheckpointDraft taken)
    {
        var retry = ShortestRetry;
        try
        {
            while (true)
            {
                try
                {
                    graph.Commit(taken);
                    if (commitProblem.Length > 0)
                        report(new LiveEvent(LiveEventLevel.Information, "checkpointRecovered", name, "checkpoints are written again"));
                    commitProblem = "";
                    return;
                }
                catch (Exception failure) when (failure is CheckpointStoreException { IsTransient: true } or LogWriteException)
                {
                    if (commitProblem.Length == 0)
                        report(new LiveEvent(LiveEventLevel.Warning, "checkpointFailed", name, $"{failure.Message} It is tried again; nothing is lost."));
                    commitProblem = failure.Message;
                    if (clock.GetTimestamp() > Interlocked.Read(ref stopBy))
                        throw;
                }

                // A stop is no reason to wait for longer than it takes to try again.
                Thread.Sleep(stopping.IsCancellationRequested ? ShortestRetry : retry);
                retry = Min(retry * 2, LongestRetry);
            }
        }
        finally
        {
            wake.Set();
        }
    }

    private void TakeCommit(PartitionGraph graph)
    {
        if (commit is not { IsCompleted: true })
            return;
        var finished = commit;
        commit = null;
        finished.GetAwaiter().GetResult();
        graph.Complete(draft!);
        status = status with
        {
            CheckpointNumber = draft!.Checkpoint.Number,
            CheckpointTime = clock.GetUtcNow(),
            CheckpointPause = draft.Pause,
            CheckpointDuration = clock.GetElapsedTime(commitStart),
            CheckpointBytes = draft.Bytes,
            CheckpointKeys = draft.Keys,
        };
        foreach (var one in covered)
            one.TrySetResult();
        covered = [];
    }

    private void WaitForCommit()
    {
        if (commit is null)
            return;
        ((IAsyncResult)commit).AsyncWaitHandle.WaitOne();
    }

    private void Publish(PartitionGraph graph, DateTimeOffset now, StepResult result)
    {
        nextStatus = now + StatusInterval;
        var problem = commitProblem;
        var (state, reason) = (result, problem) switch
        {
            (StepResult.Blocked, _) => (graph.CannotWrite ? PartitionState.Degraded : PartitionState.Paused, graph.Blocked ?? ""),
            (_, { Length: > 0 }) => (PartitionState.Degraded, problem),
            _ => (PartitionState.Running, ""),
        };
        if ((result == StepResult.Blocked) != isHeldUp)
        {
            isHeldUp = !isHeldUp;
            report(new LiveEvent(isHeldUp ? LiveEventLevel.Warning : LiveEventLevel.Information, isHeldUp ? "paused" : "resumed", name, isHeldUp ? reason : ""));
        }

        status = status with
        {
            State = state,
            Reason = reason,
            Epoch = graph.Epoch,
            Offset = graph.Offset,
            Watermark = graph.Watermark,
            HighestTime = new Messages.EventTime(graph.HighestTime),
            Statistics = graph.Statistics,
            ResidentKeys = graph.ResidentKeys,
            ResidentBytes = graph.ResidentBytes,
            CheckpointNumber = graph.CheckpointNumber,
            MailboxBytes = graph.Mailbox.Bytes,
            BacklogBytes = graph.BacklogBytes,
        };
    }

    private void Fail(string what, string reason)
    {
        status = status with { State = PartitionState.Failed, Reason = reason };
        report(new LiveEvent(LiveEventLevel.Error, what, name, reason));
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
