using System.Globalization;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Log;

/// <summary>
/// One partition of an embedded log: records with offsets from 0 on, each with the time of its arrival, which never goes back. One thread appends, syncs,
/// commits and truncates at a time (a lock sees to it); any number of threads read.
/// </summary>
public sealed class LogPartition
{
    /// <summary>The most bytes of one append: what a segment may hold over its bound.</summary>
    private const long MaxAppendBytes = 1L << 30;

    /// <summary>Milliseconds that the clock may have gone back since the last run without a word about it.</summary>
    private const long ClockTolerance = 60_000;

    private readonly ILogFiles files;
    private readonly LogOptions options;
    private readonly PartitionStore store;
    private readonly LogTimes times;
    private readonly Dictionary<string, long> holds = [];

    // Taken in this order: one append, truncation or retention at a time; one sync at a time; and the gate, never while a file is written, for what readers and CloseTime see.
    private readonly Lock appending = new();
    private readonly Lock syncing = new();
    private readonly Lock gate = new();
    private long start;
    private long end;
    private long durable;
    private long committed;
    private int visibility;
    private bool closed;
    private TaskCompletionSource? changed;

    internal LogPartition(ILogFiles files, string topic, int index, LogOptions options, TimeProvider clock, List<string> notices)
    {
        (this.files, this.options, Topic, Index, Name) = (files, options, topic, index, string.Create(CultureInfo.InvariantCulture, $"{topic}/{index}"));
        store = PartitionStore.Open(files, Name, options, notices);
        times = new LogTimes(clock, store.LastArrival);
        end = durable = store.End;
        committed = start = store.Segments[0].Base;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (store.LastArrival > now + ClockTolerance)
            notices.Add($"{Name}: the last record arrived {TimeSpan.FromMilliseconds(store.LastArrival - now)} later than this machine's clock shows; records get that time until the clock has passed it");
    }

    /// <summary>The name of the topic.</summary>
    public string Topic { get; }

    /// <summary>The number of the partition within its topic, from 0.</summary>
    public int Index { get; }

    /// <summary>Topic and number: <c>readings/0</c>.</summary>
    public string Name { get; }

    /// <summary>The first offset that is kept.</summary>
    public long Start => Volatile.Read(ref start);

    /// <summary>The offset that the next record gets.</summary>
    public long End => Volatile.Read(ref end);

    /// <summary>Records below this offset are on disk.</summary>
    public long Durable => Volatile.Read(ref durable);

    /// <summary>Readers see the records below this offset.</summary>
    public long Stable => Visibility switch
    {
        LogVisibility.Written => End,
        LogVisibility.Committed => Math.Min(Volatile.Read(ref committed), Durable),
        _ => Durable,
    };

    /// <summary>What readers see; <see cref="LogVisibility.Durable"/> after opening. To be set before anybody reads.</summary>
    public LogVisibility Visibility
    {
        get => (LogVisibility)Volatile.Read(ref visibility);
        set
        {
            Volatile.Write(ref visibility, (int)value);
            Wake();
        }
    }

    internal LogSegment[] Segments => store.Segments;

    internal ILogFiles Files => files;

    internal int IndexEveryBytes => options.IndexEveryBytes;

    /// <summary>Appends records, as given to the operating system: a killed process does not lose them, a power failure may until <see cref="Sync"/>.</summary>
    /// <param name="records">One at least; they share one arrival time. Their own offsets and arrivals do not matter.</param>
    /// <returns>The offset of the first; the others follow.</returns>
    /// <exception cref="ArgumentException">There is no record, or more than 1 GiB of them.</exception>
    /// <exception cref="LogWriteException">Nothing was appended. The next append may succeed.</exception>
    public long Append(RecordChunk records) => Append([records]);

    /// <summary>Appends the records of several chunks, one chunk after the other, all or none.</summary>
    /// <inheritdoc cref="Append(RecordChunk)"/>
    public long Append(IReadOnlyList<RecordChunk> records)
    {
        var bytes = BatchWriter.Bound(records);
        if (bytes > MaxAppendBytes || !records.Any(chunk => chunk.Count > 0))
            throw new ArgumentException(bytes > MaxAppendBytes ? "More than 1 GiB of records cannot be appended together." : "There is no record to append.", nameof(records));
        long first;
        lock (appending)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (store.IsFull(bytes))
                Roll();
            long arrival;
            lock (gate)
                arrival = times.Begin();
            var count = 0L;
            try
            {
                count = store.Write(records, arrival);
            }
            finally
            {
                lock (gate)
                {
                    first = end;
                    times.End(first, count > 0);
                    if (count > 0)
                        store.Publish(count);
                    Volatile.Write(ref end, first + count);
                }
            }
        }

        if (Visibility == LogVisibility.Written)
            Wake();
        return first;
    }

    /// <summary>Returns when everything appended before the call is on disk. Appends may go on meanwhile.</summary>
    /// <exception cref="LogWriteException">What was appended since the last success may not be on disk: <see cref="Durable"/> stays where it was. It is still in the log; the
    /// next call reads it back, checks it and writes it again before it syncs, since a failed sync may have dropped what it could not write. To give it up instead: <see cref="Truncate"/>.</exception>
    public void Sync()
    {
        lock (syncing)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            ILogFile file;
            long position;
            long offset;
            lock (gate)
                ((file, position), offset) = (store.Begin(), end);
            store.Sync(file, position);
            MarkDurable(offset);
        }

        Wake();
    }

    /// <summary>Lets readers see the records below an offset, under <see cref="LogVisibility.Committed"/>, once they are on disk. Not remembered on disk: whoever commits says so again after opening.</summary>
    /// <param name="offset">At most <see cref="End"/>; one lower than before is passed over.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such records.</exception>
    public void Commit(long offset)
    {
        lock (gate)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, end);
            Volatile.Write(ref committed, Math.Max(committed, offset));
        }

        Wake();
    }

    /// <summary>Cuts off the records from an offset on; on disk when it returns. No reader may have seen them.</summary>
    /// <param name="end">The new end: one that <see cref="End"/> had at some time after an append. Nothing happens when the log ends there or before.</param>
    /// <exception cref="ArgumentException">The offset is before <see cref="Start"/> or in the middle of what was appended together.</exception>
    /// <exception cref="LogWriteException">Some or all of the records are still there; to be called again.</exception>
    /// <exception cref="SourceException">What is before that offset is damaged.</exception>
    public void Truncate(long end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(end, Start);
        lock (appending)
        lock (syncing)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (end >= this.end)
            {
                // A call that failed half way has cut, and has not synced.
                var (file, position) = store.Begin();
                store.Sync(file, position);
                MarkDurable(this.end);
                return;
            }

            try
            {
                store.Truncate(end, (segment, offset) => new BatchSearch(this).Boundary(segment, offset));
            }
            finally
            {
                lock (gate)
                {
                    Volatile.Write(ref this.end, store.End);
                    Volatile.Write(ref durable, store.IsDirty ? Math.Min(durable, store.End) : store.End);
                    Volatile.Write(ref committed, Math.Min(committed, store.End));
                    times.Cut(store.End);
                }
            }
        }
    }

    /// <summary>A reader of the partition. Any number of them; each belongs to one thread at a time, and to be disposed of.</summary>
    /// <param name="offset">Where it begins. Whether there is such an offset shows when it reads.</param>
    public LogReader OpenReader(long offset) => new(this, offset);

    /// <summary>Where readers come to the end at this moment, and the time before which nothing arrives there any more: atomically with appends, never going back.</summary>
    public SourceEnd CloseTime()
    {
        lock (gate)
        {
            var stable = Stable;
            return new SourceEnd(stable, times.Close(stable, end, offset => SegmentOf(offset).KnownArrival(offset)));
        }
    }

    /// <summary>
    /// Writes a time that <see cref="CloseTime"/> gave into the log: from then on nothing arrives before it in any later run either, although the clock may have gone back. To be
    /// called before anybody acts on it. Outlives a killed process at once, a power failure from the next <see cref="Sync"/> on. Takes 40 bytes and no offset.
    /// </summary>
    /// <param name="time">Milliseconds since the Unix epoch.</param>
    /// <exception cref="LogWriteException">It was not written; the next call may succeed.</exception>
    public void KeepTime(long time)
    {
        lock (appending)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (store.IsFull(BatchHeader.Bytes))
                Roll();
            lock (gate)
                time = times.NotBefore(time);
            store.WriteTime(time);
            lock (gate)
                store.Publish(0);
        }
    }

    /// <summary>The first offset that arrived at a time or later; <see cref="End"/> when there is none. Reads the headers of one segment.</summary>
    /// <param name="arrival">Milliseconds since the Unix epoch.</param>
    /// <exception cref="IOException">The partition cannot be read.</exception>
    public long OffsetAt(long arrival) => new BatchSearch(this).OffsetAt(arrival);

    /// <summary>About how many bytes on disk the records in [from, to) take; reads nothing. Exact for whole segments, in proportion to the records within one.</summary>
    public long BytesBetween(long from, long to)
    {
        lock (gate)
            return Math.Max(0, BytesBefore(to) - BytesBefore(from));
    }

    /// <summary>Keeps the records from an offset on for a reader, whatever retention says, until the next call for that reader or <see cref="Release"/>. Not remembered on disk.</summary>
    /// <param name="reader">The name of the reader.</param>
    /// <param name="offset">The first that it still needs.</param>
    public void Hold(string reader, long offset)
    {
        lock (gate)
            holds[reader] = offset;
    }

    /// <summary>Ends what <see cref="Hold"/> began for a reader.</summary>
    public void Release(string reader)
    {
        lock (gate)
            holds.Remove(reader);
    }

    /// <summary>Completes when <see cref="Stable"/> is beyond an offset: when the record at that offset can be read.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log was closed.</exception>
    public async Task WaitAsync(long offset, CancellationToken cancellation)
    {
        while (Stable <= offset)
        {
            var next = Volatile.Read(ref changed);
            if (next == null)
            {
                var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                next = Interlocked.CompareExchange(ref changed, made, null) ?? made;
            }

            // Looked at again after the promise is in place: who moves the end afterwards keeps it.
            ObjectDisposedException.ThrowIf(Volatile.Read(ref closed), this);
            if (Stable > offset)
                return;
            await next.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    internal LogSegment SegmentOf(long offset)
    {
        var segments = store.Segments;
        var (low, high) = (0, segments.Length);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = segments[middle].Base <= offset ? (middle, high) : (low, middle);
        }

        return segments[low];
    }

    internal long ApplyRetention(long now)
    {
        var freed = 0L;
        lock (appending)
        {
            if (closed)
                return 0;
            var age = options.RetentionAge is { } kept ? now - (long)kept.TotalMilliseconds : long.MinValue;

            // A partition with little traffic would keep its one segment for ever.
            if (store.Segments[^1] is { Length: > 0 } last && last.FirstArrival(files, IndexEveryBytes) < age)
                Roll();
            while (store.Segments.Length > 1 && IsExpired(store.Segments, age))
            {
                freed += store.Segments[0].Length;
                try
                {
                    store.DeleteOldest();
                }
                finally
                {
                    Volatile.Write(ref start, store.Segments[0].Base);
                }
            }
        }

        return freed;
    }

    internal void Close()
    {
        lock (appending)
        lock (syncing)
        {
            if (closed)
                return;
            Volatile.Write(ref closed, true);
            try
            {
                long time;
                lock (gate)
                    time = times.Begin();
                store.Close(time);
                Volatile.Write(ref durable, end);
            }
            finally
            {
                Wake();
            }
        }
    }

    private bool IsExpired(LogSegment[] segments, long age)
    {
        long held;
        lock (gate)
            held = holds.Count == 0 ? Stable : Math.Min(Stable, holds.Values.Min());
        if (segments[1].Base > held)
            return false;

        // The next segment begins no earlier than this one's last record arrived.
        return segments[1].FirstArrival(files, IndexEveryBytes) is var next && (next == long.MaxValue ? ClosedArrival(segments[0]) : next) < age
            || options.RetentionBytes is { } bytes && segments.Skip(1).Sum(segment => segment.Length) >= bytes;
    }

    private long ClosedArrival(LogSegment segment)
    {
        using var file = files.Open(segment.Path, create: false);
        return SegmentScan.Walk(file, segment.Base, segment.Length, IndexEveryBytes).LastArrival;
    }

    private void Roll()
    {
        lock (syncing)
        {
            store.Roll();
            MarkDurable(end);
        }

        Wake();
    }

    private void MarkDurable(long offset)
    {
        lock (gate)
        {
            Volatile.Write(ref durable, Math.Max(durable, offset));
            times.Forget(durable);
        }
    }

    private void Wake() => Interlocked.Exchange(ref changed, null)?.TrySetResult();

    private double BytesBefore(long offset, LogSegment[] segments)
    {
        var bytes = 0.0;
        for (var i = 0; i < segments.Length && segments[i].Base < offset; i++)
        {
            var next = i + 1 < segments.Length ? segments[i + 1].Base : end;
            bytes += segments[i].Length * Math.Min(1.0, (offset - segments[i].Base) / (double)Math.Max(1, next - segments[i].Base));
        }

        return bytes;
    }

    private long BytesBefore(long offset) => (long)BytesBefore(offset, store.Segments);
}
