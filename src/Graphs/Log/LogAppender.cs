using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Log;

/// <summary>
/// Appends for many writers at once: requests wait in a queue bounded in bytes, one thread takes all that wait, appends what belongs to one partition together, brings
/// each partition to disk once, and completes them all. The only one that appends to its topic. Any thread.
/// </summary>
public sealed class LogAppender : IDisposable, IAsyncDisposable
{
    private readonly LogTopic topic;
    private readonly LogAppenderOptions options;
    private readonly ITimer? timer;
    private readonly Thread thread;
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guards what follows; pulsed when there is something to do.
    private readonly object gate = new();
    private List<LogRequest> queue = [];
    private LogAppenderStatistics statistics;
    private bool syncDue;
    private bool stopping;

    /// <summary>Starts an appender.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="clock">Measures <see cref="LogAppenderOptions.SyncInterval"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have errors.</exception>
    public LogAppender(LogTopic topic, TimeProvider clock, LogAppenderOptions? options = null)
    {
        (this.topic, this.options) = (topic, options ?? new LogAppenderOptions());
        if (this.options.Errors() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join("; ", errors), nameof(options));
        if (this.options.SyncInterval > TimeSpan.Zero)
            timer = clock.CreateTimer(_ => SyncNow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        thread = new Thread(Run) { IsBackground = true, Name = $"append {topic.Name}" };
        thread.Start();
    }

    /// <summary>What it has done so far.</summary>
    public LogAppenderStatistics Statistics
    {
        get
        {
            lock (gate)
                return statistics;
        }
    }

    /// <summary>Hands over a request, if there is room for it.</summary>
    /// <param name="request">Records for partitions, each chunk with one record at least; nobody may touch the chunks until the request is complete.</param>
    /// <param name="durable">Completes when all records are on disk, with the first offset of each chunk in the order of the request. Fails with <see cref="LogWriteException"/> when
    /// a partition concerned could not be written: then the records for that partition are not in the log, those for others may be.</param>
    /// <returns>False when the queue is full: to be tried again later.</returns>
    /// <exception cref="ArgumentException">The request is empty, names a partition that does not exist, or has more than 1 GiB.</exception>
    /// <exception cref="ObjectDisposedException">The appender was stopped.</exception>
    public bool TryEnqueue(IReadOnlyList<(int Partition, RecordChunk Records)> request, out Task<long[]> durable)
    {
        if (request.Count == 0 || request.Any(part => part.Partition < 0 || part.Partition >= topic.Partitions.Length || part.Records.Count == 0))
            throw new ArgumentException($"A request has records for partitions 0 to {topic.Partitions.Length - 1}.", nameof(request));
        var waiting = new LogRequest(request);
        if (waiting.Bytes > LogOptions.MaxSegmentBytes / 2)
            throw new ArgumentException($"A request has at most {LogOptions.MaxSegmentBytes / 2} bytes.", nameof(request));
        durable = waiting.Done;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            if (statistics.QueuedBytes > 0 && statistics.QueuedBytes + waiting.Bytes > options.QueueBytes)
                return false;
            statistics = statistics with { QueuedBytes = statistics.QueuedBytes + waiting.Bytes };
            queue.Add(waiting);
            Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>Writes what waits, completes it and stops.</summary>
    public void Dispose()
    {
        Stop();
        thread.Join();
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await stopped.Task.ConfigureAwait(false);
    }

    private void Stop()
    {
        lock (gate)
        {
            stopping = true;
            Monitor.Pulse(gate);
        }

        timer?.Dispose();
    }

    private void SyncNow()
    {
        lock (gate)
        {
            syncDue = true;
            Monitor.Pulse(gate);
        }
    }

    private void Run()
    {
        // What is written and not yet on disk: in interval mode it may be the work of several groups.
        var written = new List<LogRequest>();
        while (Take(written.Count > 0, out var group, out var sync))
        {
            if (group.Count > 0)
            {
                Write(group);
                if (written.Count == 0)
                    timer?.Change(options.SyncInterval, Timeout.InfiniteTimeSpan);
                written.AddRange(group);
            }

            if (written.Count == 0 || !sync)
                continue;
            Sync(written);
            Complete(written);
            written.Clear();
        }

        stopped.SetResult();
    }

    /// <summary>Waits for something to do; false when there is nothing left and no more will come.</summary>
    private bool Take(bool unsynced, out List<LogRequest> group, out bool sync)
    {
        lock (gate)
        {
            while (queue.Count == 0 && !stopping && !(syncDue && unsynced))
                Monitor.Wait(gate);
            (group, queue) = (queue, []);
            sync = timer == null || syncDue || stopping;
            syncDue = false;
            return group.Count > 0 || unsynced || !stopping;
        }
    }

    private void Write(List<LogRequest> group)
    {
        lock (gate)
            statistics = statistics with { Groups = statistics.Groups + 1 };
        foreach (var parts in group.SelectMany(request => request.Parts.Select((part, i) => (Request: request, Part: i, part.Partition, part.Records))).GroupBy(part => part.Partition))
        {
            try
            {
                var offset = topic.Partitions[parts.Key].Append([.. parts.Select(part => part.Records)]);
                foreach (var part in parts)
                {
                    part.Request.Place(part.Part, offset);
                    offset += part.Records.Count;
                }
            }
            catch (LogWriteException error)
            {
                Fail(parts.Select(part => part.Request), error);
            }
            catch (ObjectDisposedException error)
            {
                Fail(parts.Select(part => part.Request), Closed(topic.Partitions[parts.Key], error));
            }
        }
    }

    private void Sync(List<LogRequest> written)
    {
        var partitions = written.SelectMany(request => request.Parts).Select(part => part.Partition).Distinct().ToArray();
        var errors = new LogWriteException?[topic.Partitions.Length];

        // A disk takes several syncs for little more than one.
        Parallel.ForEach(partitions, partition => errors[partition] = Sync(topic.Partitions[partition]));
        foreach (var request in written)
        {
            foreach (var (partition, _) in request.Parts)
            {
                if (errors[partition] is { } error)
                    request.Fail(error);
            }
        }
    }

    private static LogWriteException? Sync(LogPartition partition)
    {
        try
        {
            partition.Sync();
            return null;
        }
        catch (LogWriteException error)
        {
            GiveUp(partition);
            return error;
        }
        catch (ObjectDisposedException error)
        {
            return Closed(partition, error);
        }
    }

    private static LogWriteException Closed(LogPartition partition, ObjectDisposedException error) => new(partition.Name, "the log was closed before its appender", error);

    private static void Fail(IEnumerable<LogRequest> requests, LogWriteException error)
    {
        foreach (var request in requests)
            request.Fail(error);
    }

    /// <summary>Those who are told that it failed will send it again: so it must not stay, unless somebody may have read it.</summary>
    private static void GiveUp(LogPartition partition)
    {
        if (partition.Visibility == LogVisibility.Written)
            return;
        try
        {
            partition.Truncate(partition.Durable);
        }
        catch (IOException)
        {
            // The disk is in no state to be written; the next sync writes again whatever is left, or fails again.
        }
    }

    private void Complete(List<LogRequest> written)
    {
        lock (gate)
        {
            foreach (var request in written)
            {
                var isDurable = request.Error == null;
                statistics = statistics with
                {
                    QueuedBytes = statistics.QueuedBytes - request.Bytes,
                    Requests = statistics.Requests + (isDurable ? 1 : 0),
                    Records = statistics.Records + (isDurable ? request.Records : 0),
                    Failed = statistics.Failed + (isDurable ? 0 : 1),
                };
            }
        }

        foreach (var request in written)
            request.Complete();
    }
}
