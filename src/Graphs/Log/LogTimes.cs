namespace Millrace.Graphs.Log;

/// <summary>The arrival times of a partition: never going back, and how far time is closed for readers. Guarded by its partition.</summary>
internal sealed class LogTimes(TimeProvider clock, long last)
{
    /// <summary>How many appends that are not durable are told apart; with more, closing time is a little behind, never wrong.</summary>
    private const int MaxPending = 4096;

    private readonly Queue<(long Base, long Arrival)> pending = [];
    private long closed = long.MinValue;
    private long? writing;

    /// <summary>The arrival of an append that begins now.</summary>
    public long Begin()
    {
        last = Math.Max(last, clock.GetUtcNow().ToUnixTimeMilliseconds());
        writing = last;
        return last;
    }

    /// <summary>The append is part of the log, or has failed when nothing is published.</summary>
    public void End(long first, bool published)
    {
        if (published && writing is { } arrival && pending.Count < MaxPending)
            pending.Enqueue((first, arrival));
        writing = null;
    }

    /// <summary>Records below an offset are on disk.</summary>
    public void Forget(long durable)
    {
        // The last one that begins at or before the offset stays: it may reach beyond it.
        while (pending.Count > 1 && pending.ElementAt(1).Base <= durable)
            pending.Dequeue();
    }

    /// <summary>Records from an offset on are cut off.</summary>
    public void Cut(long end)
    {
        var kept = pending.Where(append => append.Base < end).ToList();
        pending.Clear();
        kept.ForEach(pending.Enqueue);
    }

    /// <summary>Nothing arrives before that time any more.</summary>
    /// <returns>The time that nothing arrives before.</returns>
    public long NotBefore(long time) => last = Math.Max(last, time);

    /// <summary>Closes time for readers.</summary>
    /// <param name="stable">Where they come to the end.</param>
    /// <param name="end">Where the partition ends.</param>
    /// <param name="known">The arrival of some record at or before the end that they see.</param>
    public long Close(long stable, long end, Func<long, long> known)
    {
        long time;
        if (stable >= end)
        {
            // An append that has begun has its time already.
            time = writing ?? Math.Max(last, clock.GetUtcNow().ToUnixTimeMilliseconds());
            last = Math.Max(last, time);
        }
        else
        {
            time = known(stable);
            foreach (var append in pending)
            {
                if (append.Base <= stable)
                    time = Math.Max(time, append.Arrival);
            }
        }

        return closed = Math.Max(closed, time);
    }
}
