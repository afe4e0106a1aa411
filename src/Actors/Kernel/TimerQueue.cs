namespace Millrace.Actors.Kernel;

/// <summary>
/// The timers of one table, one a slot: the earliest it asked for. Timers are due in the order of (time, slot). Bucketed by time: a million slots
/// that wait for the same window end are one entry of the heap and one list of slots. An entry whose slot has since asked for another time is skipped.
/// </summary>
internal sealed class TimerQueue
{
    private sealed class Bucket
    {
        public int[] Slots = new int[4];
        public int Count;
        public bool Unsorted;
    }

    private readonly Dictionary<long, Bucket> buckets = [];
    private readonly PriorityQueue<long, long> times = new();
    private readonly Stack<Bucket> spare = new();
    private long[] due = [];
    private long lastTime = long.MinValue;
    private Bucket? last;

    /// <summary>The earliest time for which there is a bucket; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    /// <summary>The time that a slot waits for; <see cref="long.MaxValue"/> when it waits for none.</summary>
    public long[] Due => due;

    /// <summary>The latest time that any slot waits for; <see cref="long.MinValue"/> when none waits.</summary>
    public long LastDue => due.Where(time => time != long.MaxValue).DefaultIfEmpty(long.MinValue).Max();

    public void Grow(int slots)
    {
        var had = due.Length;
        if (slots <= had)
            return;
        Array.Resize(ref due, Math.Max(slots, had * 2));
        due.AsSpan(had).Fill(long.MaxValue);
    }

    public void Set(int slot, long time)
    {
        due[slot] = time;
        var bucket = time == lastTime && last is not null ? last : BucketOf(time);
        if (bucket.Count == bucket.Slots.Length)
            Array.Resize(ref bucket.Slots, bucket.Count * 2);
        if (bucket.Count > 0 && bucket.Slots[bucket.Count - 1] > slot)
            bucket.Unsorted = true;
        bucket.Slots[bucket.Count++] = slot;
    }

    /// <summary>Takes out the first timer due at or before <paramref name="watermark"/>; false when there is none.</summary>
    public bool TryTake(long watermark, out int slot, out long time)
    {
        while (NextDue <= watermark)
        {
            time = NextDue;
            if (current is null)
                Open(time);
            while (position < current!.Count)
            {
                if (current.Unsorted)
                {
                    Array.Sort(current.Slots, position, current.Count - position);
                    current.Unsorted = false;
                }

                slot = current.Slots[position++];
                if (due[slot] == time)
                {
                    due[slot] = long.MaxValue;
                    return true;
                }
            }

            Close(time);
        }

        slot = -1;
        time = 0;
        return false;
    }

    // The bucket being emptied stays in the dictionary, so that a timer set for its own time joins it.
    private Bucket? current;
    private int position;

    private void Open(long time)
    {
        current = buckets[time];
        position = 0;
    }

    private void Close(long time)
    {
        buckets.Remove(time);
        times.Dequeue();
        if (last == current)
            last = null;
        if (current!.Slots.Length <= 1 << 16 && spare.Count < 256)
        {
            current.Count = 0;
            current.Unsorted = false;
            spare.Push(current);
        }

        current = null;
        NextDue = times.Count == 0 ? long.MaxValue : times.Peek();
    }

    private Bucket BucketOf(long time)
    {
        if (!buckets.TryGetValue(time, out var bucket))
        {
            bucket = spare.Count > 0 ? spare.Pop() : new Bucket();
            buckets.Add(time, bucket);
            times.Enqueue(time, time);
            if (time < NextDue)
            {
                // A bucket that was being emptied is opened again later, at its first entry that has not been taken.
                if (current is not null)
                    Shrink(current);
                NextDue = time;
            }
        }

        lastTime = time;
        last = bucket;
        return bucket;
    }

    private void Shrink(Bucket interrupted)
    {
        interrupted.Count -= position;
        Array.Copy(interrupted.Slots, position, interrupted.Slots, 0, interrupted.Count);
        current = null;
    }
}
