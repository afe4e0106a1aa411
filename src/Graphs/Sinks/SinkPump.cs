using System.Collections.Immutable;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Sinks;

/// <summary>
/// Brings outputs from the log to one sink: portion by portion, each partition of each output in order, in turn. A portion that fails is delivered again after a pause that
/// doubles, for ever; partitions fail and wait each on their own. What is not delivered yet is held in the log, on disk; memory is bounded by
/// <see cref="SinkPumpOptions.PortionBytes"/>. One thread at a time, but for <see cref="Status"/> and <see cref="BacklogBytes"/>.
/// </summary>
public sealed class SinkPump : IDisposable
{
    private readonly ISink sink;
    private readonly TimeProvider time;
    private readonly SinkPumpOptions options;
    private readonly ImmutableArray<SinkLane> lanes;
    private readonly Random random;
    private readonly long start;
    private readonly string holder;
    private readonly RecordChunk chunk = new();
    private readonly RecordChunk portion = new();
    private int turn;
    private long delivered;
    private long failures;
    private long missed;
    private volatile string lastError = "";
    private volatile bool stopped;

    /// <summary>A pump; from now on the log keeps what it has not delivered. Nothing is opened yet.</summary>
    /// <param name="sink">The sink; disposed of with the pump.</param>
    /// <param name="outputs">The topics of the outputs that it takes.</param>
    /// <param name="time">Measures pauses.</param>
    /// <param name="options">Null for the defaults.</param>
    public SinkPump(ISink sink, IReadOnlyList<LogTopic> outputs, TimeProvider time, SinkPumpOptions? options = null)
    {
        this.sink = sink;
        this.time = time;
        this.options = options ?? new SinkPumpOptions();
        random = new Random(this.options.Seed);
        start = time.GetTimestamp();
        holder = $"sink {sink.Name}";
        lanes = [.. outputs.SelectMany(topic => topic.Partitions.Select(partition => new SinkLane(topic.Name, partition, holder)))];
        foreach (var lane in lanes)
            lane.Position = lane.Partition.Start;
    }

    /// <summary>The sink's name.</summary>
    public string Name => sink.Name;

    /// <summary>Where the sink stands. Any thread.</summary>
    public SinkStatus Status
    {
        get
        {
            var retry = long.MaxValue;
            var (records, bytes, isBehind) = (0L, 0L, false);
            foreach (var lane in lanes)
            {
                var (position, end) = (lane.Position, lane.Partition.End);
                records += Math.Max(0, end - position);
                bytes += end > position ? lane.Partition.BytesBetween(position, end) : 0;
                isBehind |= lane.Partition.Stable > position;
                if (lane.RetryAt != SinkLane.NoRetry)
                    retry = Math.Min(retry, lane.RetryAt);
            }

            var isRetrying = retry != long.MaxValue;
            return new SinkStatus
            {
                Name = sink.Name,
                State = stopped ? SinkState.Stopped : isRetrying ? SinkState.Retrying : isBehind ? SinkState.Delivering : SinkState.Idle,
                Delivered = Volatile.Read(ref delivered),
                BacklogRecords = records,
                BacklogBytes = bytes,
                Failures = Volatile.Read(ref failures),
                Missed = Volatile.Read(ref missed),
                LastError = lastError,
                NextTry = isRetrying ? time.GetUtcNow() + TimeSpan.FromTicks(Math.Max(0, retry - Now)) : null,
            };
        }
    }

    private long Now => time.GetElapsedTime(start).Ticks;

    /// <summary>About how many bytes of the outputs of one source partition are not delivered yet, uncommitted ones included: what a graph pauses by. Any thread.</summary>
    /// <param name="partition">The number of the partition.</param>
    public long BacklogBytes(int partition)
    {
        var bytes = 0L;
        foreach (var lane in lanes)
        {
            var position = lane.Position;
            if (lane.Partition.Index == partition && lane.Partition.End is var end && end > position)
                bytes += lane.Partition.BytesBetween(position, end);
        }

        return bytes;
    }

    /// <summary>Delivers the next portion, or fails at it.</summary>
    /// <returns>Whether there was anything to do; false when all is delivered, or waits after a failure.</returns>
    public bool Step()
    {
        var now = Now;
        for (var i = 0; i < lanes.Length; i++)
        {
            var lane = lanes[(turn + i) % lanes.Length];
            if (!lane.HasWork || !lane.IsDue(now))
                continue;
            turn = (turn + i + 1) % lanes.Length;
            if (Advance(lane))
                return true;
        }

        return false;
    }

    /// <summary>Delivers what comes until it is cancelled: for a thread of its own, which sleeps while there is nothing to do. A delivery that has begun is ended first.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ObjectDisposedException">The log was closed before the pump was stopped.</exception>
    public void Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (!Step())
                Sleep(cancellation);
        }

        foreach (var lane in lanes)
            lane.Wait = null;
    }

    /// <summary>Delivers what there is, failures included, until all is delivered or the time is over: for the end of a run, when nothing comes any more.</summary>
    /// <param name="limit">How long at the most; a delivery that has begun is ended besides.</param>
    /// <returns>Whether everything that may be let out is delivered.</returns>
    public bool Drain(TimeSpan limit)
    {
        var end = Now + limit.Ticks;
        while (lanes.Any(lane => lane.HasWork))
        {
            var left = end - Now;
            if (left <= 0)
                return false;
            if (!Step() && lanes.Any(lane => lane.HasWork))
                Task.Delay(TimeSpan.FromTicks(Math.Clamp(NextRetry() - Now, TimeSpan.TicksPerMillisecond, left)), time, CancellationToken.None).Wait(CancellationToken.None);
        }

        return true;
    }

    /// <summary>Ends a delivery that is under way, as far as the sink can, and lets none succeed any more. Any thread, before <see cref="Dispose"/>.</summary>
    public void Abort() => sink.Abort();

    /// <summary>Closes the sink and the readers, and lets go of what was held in the log.</summary>
    public void Dispose()
    {
        stopped = true;
        foreach (var lane in lanes)
        {
            lane.Reader?.Dispose();
            lane.Partition.Release(holder);
        }

        sink.Dispose();
    }

    private bool Advance(SinkLane lane)
    {
        try
        {
            if (lane.Reader is null)
            {
                Open(lane);
                Succeeded(lane);
                return true;
            }

            if (!Read(lane))
                return false;
            var records = SamePortion(lane);
            lane.PortionEnd = records.Offsets[^1] + 1;
            sink.Deliver(lane.Output, lane.Partition.Index, records);
            Volatile.Write(ref delivered, delivered + records.Count);
            lane.Position = lane.PortionEnd;
            Succeeded(lane);
        }
        catch (SinkException failure)
        {
            Failed(lane, failure.Message, failure.RetryAfter);
        }
        catch (SourceException damaged)
        {
            Failed(lane, $"sink {sink.Name}: what it is to deliver cannot be read: {damaged.Message}", null);
        }

        return true;
    }

    private void Open(SinkLane lane)
    {
        var position = sink.Open(lane.Output, lane.Partition.Index);
        var (first, end) = (lane.Partition.Start, lane.Partition.End);
        if (position > end)
        {
            throw new SinkException(
                sink.Name,
                $"{lane.Partition.Name} was delivered up to offset {position}, but ends at {end}: the log is another one, or has lost its end; put it back, or give the sink another name to begin anew");
        }

        if (position < first)
            Volatile.Write(ref missed, missed + first - position);
        lane.Position = Math.Max(first, position);
        lane.Reader = lane.Partition.OpenReader(lane.Position);
    }

    private bool Read(SinkLane lane)
    {
        if (lane.Reader!.Position != lane.Position)
            lane.Reader.Seek(lane.Position);
        return lane.Reader.TryRead(chunk, options.PortionBytes) && chunk.Count > 0;
    }

    /// <summary>What was read; after a failure no more of it than what failed, although more may be there by now.</summary>
    private RecordChunk SamePortion(SinkLane lane)
    {
        if (lane.PortionEnd <= lane.Position || chunk.Offsets[^1] < lane.PortionEnd)
            return chunk;
        portion.Clear();
        for (var i = 0; i < chunk.Count && chunk.Offsets[i] < lane.PortionEnd; i++)
            portion.Add(chunk.ValueOf(i), chunk.KeyOf(i), chunk.Offsets[i], chunk.Arrivals[i]);
        return portion;
    }

    private void Succeeded(SinkLane lane)
    {
        lane.Failures = 0;
        lane.RetryAt = SinkLane.NoRetry;
        if (lastError.Length > 0 && lanes.All(other => other.RetryAt == SinkLane.NoRetry))
            lastError = "";
    }

    private void Failed(SinkLane lane, string error, TimeSpan? retryAfter)
    {
        Volatile.Write(ref failures, failures + 1);
        lastError = error;
        var doublings = Math.Min(lane.Failures++, 30); // beyond that a shift would run over; the longest pause is reached long before
        var pause = Math.Min(options.LongestPause.Ticks, (double)options.FirstPause.Ticks * (1L << doublings));
        var jittered = (long)(pause * (1 - (random.NextDouble() / 2)));
        lane.RetryAt = Now + Math.Max(jittered, retryAfter?.Ticks ?? 0);
    }

    /// <summary>The earliest moment at which what failed is tried again; <see cref="long.MaxValue"/> when nothing waits.</summary>
    private long NextRetry()
    {
        var next = long.MaxValue;
        foreach (var lane in lanes)
        {
            if (lane.RetryAt != SinkLane.NoRetry && lane.HasWork)
                next = Math.Min(next, lane.RetryAt);
        }

        return next;
    }

    private void Sleep(CancellationToken cancellation)
    {
        var waits = new List<Task>(lanes.Length + 1);
        foreach (var lane in lanes)
        {
            if (lane.RetryAt == SinkLane.NoRetry)
                waits.Add(lane.Wait = lane.Wait is { IsCompleted: false } pending ? pending : lane.Partition.WaitAsync(lane.Position, cancellation));
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (NextRetry() is var next && next != long.MaxValue)
            waits.Add(Task.Delay(TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, next - Now)), time, timer.Token));
        if (waits.Count == 0)
            waits.Add(Task.Delay(Timeout.InfiniteTimeSpan, time, timer.Token)); // no outputs at all
        try
        {
            var first = Task.WaitAny([.. waits], cancellation);
            if (waits[first].IsFaulted)
                waits[first].GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The loop sees it.
        }
        finally
        {
            timer.Cancel(); // a delay that is not waited for any more would keep its timer
        }
    }
}
