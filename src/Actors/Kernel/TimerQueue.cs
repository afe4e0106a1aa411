namespace Millrace.Actors.Kernel;

/// <summary>
/// The timers of one table, one a slot: the earliest it asked for. Timers are due in the order of (time, slot). Bucketed by time: a million slots
/// that wait for the same window end are one entry of the heap and one list of slots. An entry whose slot has since asked for another time is skipped.
/// Buckets of near times are in a wheel, the others, and those of times that the wheel has passed, in a dictionary and a heap.
/// </summary>
internal sealed class TimerQueue
{
    private const int MaxSpare = 256;

    private readonly TimerWheel wheel = new();
    private readonly Dictionary<long, TimerBucket> far = [];
    private readonly PriorityQueue<long, long> farTimes = new();
    private readonly Stack<TimerBucket> spare = new();
    private long[] due = [];
    private long lastTime = long.MinValue;
    private TimerBucket? last;

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
        if (time != lastTime || last is null)
        {
            last = BucketOf(time);
            lastTime = time;
        }

        last.Add(slot);
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

    // The bucket being emptied stays where it is, so that a timer set for its own time joins it.
    private TimerBucket? current;
    private int position;

    private void Open(long time)
    {
        position = 0;
        if (time < wheel.Base)
        {
            current = far[time];
            return;
        }

        // What the wheel covers moves on; a far bucket of this time, set when it was not covered yet, joins that of the wheel.
        wheel.MoveTo(time);
        current = wheel.Find(time);
        if (farTimes.Count == 0 || farTimes.Peek() != time)
            return;
        var joining = TakeFar(time);
        if (current is null)
        {
            wheel.Add(current = joining);
            return;
        }

        foreach (var slot in joining.Slots.AsSpan(0, joining.Count))
            current.Add(slot);
        current.Unsorted |= joining.Unsorted;
        Spare(joining);
    }

    private void Close(long time)
    {
        if (time < wheel.Base)
            TakeFar(time);
        else
            wheel.Remove(time);
        Spare(current!);
        current = null;
        NextDue = Math.Min(wheel.Next(), farTimes.Count == 0 ? long.MaxValue : farTimes.Peek());
    }

    private TimerBucket TakeFar(long time)
    {
        farTimes.Dequeue();
        far.Remove(time, out var bucket);
        return bucket!;
    }

    private void Spare(TimerBucket bucket)
    {
        if (last == bucket)
            last = null;
        if (bucket.Slots.Length > 1 << 16 || spare.Count == MaxSpare)
            return;
        bucket.Clear();
        spare.Push(bucket);
    }

    private TimerBucket BucketOf(long time)
    {
        var isNear = wheel.Covers(time);
        if ((isNear ? wheel.Find(time) : far.GetValueOrDefault(time)) is { } known)
            return known;
        var bucket = spare.Count > 0 ? spare.Pop() : new TimerBucket();
        bucket.Time = time;
        if (isNear)
            wheel.Add(bucket);
        else
            AddFar(bucket);
        if (time < NextDue)
        {
            // A bucket that was being emptied is opened again later, at its first entry that has not been taken.
            current?.DropFirst(position);
            current = null;
            NextDue = time;
        }

        return bucket;
    }

    private void AddFar(TimerBucket bucket)
    {
        far.Add(bucket.Time, bucket);
        farTimes.Enqueue(bucket.Time, bucket.Time);

        // The wheel costs less than what it saves once it is worth as many buckets as it has cells.
        if (far.Count > wheel.Cells)
            wheel.Grow();
    }
}
