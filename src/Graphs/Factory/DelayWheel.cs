namespace Millrace.Graphs.Factory;

/// <summary>
/// Readings on their way: put in with the moment at which they arrive, taken out in the order of those moments, ties in the order put in.
/// A ring of one list a millisecond over one array of entries, so that nothing is allocated for a reading once the array has grown to what is under way.
/// </summary>
internal sealed class DelayWheel
{
    private readonly int[] heads;
    private readonly int[] tails;
    private Entry[] entries = new Entry[1024];
    private int free = -1;
    private int used;

    /// <param name="longest">The longest delay that will be asked for, milliseconds.</param>
    /// <param name="start">The first moment.</param>
    public DelayWheel(int longest, long start)
    {
        heads = new int[longest + 2];
        tails = new int[longest + 2];
        Array.Fill(heads, -1);
        Now = start;
    }

    /// <summary>The moment whose arrivals are taken next.</summary>
    public long Now { get; private set; }

    public int Count { get; private set; }

    /// <summary>Forgets what is under way and goes on at a moment.</summary>
    public void Restart(long now)
    {
        Array.Fill(heads, -1);
        free = -1;
        used = 0;
        Count = 0;
        At = 0;
        Now = now;
    }

    public void Put(in FactoryReading reading, long arrival)
    {
        var index = free;
        if (index >= 0)
        {
            free = entries[index].Next;
        }
        else
        {
            if (used == entries.Length)
                Array.Resize(ref entries, used * 2);
            index = used++;
        }

        entries[index] = new Entry(reading, -1);
        var slot = At + (int)(arrival - Now);
        if (slot >= heads.Length)
            slot -= heads.Length;
        if (heads[slot] < 0)
            heads[slot] = index;
        else
            entries[tails[slot]].Next = index;
        tails[slot] = index;
        Count++;
    }

    /// <summary>Takes the next reading that arrives before <paramref name="before"/>; false when there is none, and then <see cref="Now"/> stands there.</summary>
    public bool TryTake(long before, out FactoryReading reading)
    {
        while (Now < before)
        {
            var index = heads[At];
            if (index >= 0)
            {
                ref var entry = ref entries[index];
                reading = entry.Reading;
                heads[At] = entry.Next;
                entry.Next = free;
                free = index;
                Count--;
                return true;
            }

            Now++;
            if (++At == heads.Length)
                At = 0;
        }

        reading = default;
        return false;
    }

    /// <summary>The slot of <see cref="Now"/>.</summary>
    private int At { get; set; }

    private struct Entry(FactoryReading reading, int next)
    {
        public FactoryReading Reading = reading;
        public int Next = next;
    }
}
