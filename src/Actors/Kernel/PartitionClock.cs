using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>The watermark of a shard: the least over the partitions that feed it, finished and idle ones apart. Never goes back.</summary>
internal sealed class PartitionClock(WatermarkStrategy strategy, int partitions)
{
    private readonly long delay = (strategy.MaxOutOfOrderness.Ticks / TimeSpan.TicksPerMillisecond) + 1;
    private readonly long idleTimeout = strategy is { PerKey: false, IdleTimeout: { } timeout } ? timeout.Ticks / TimeSpan.TicksPerMillisecond : -1;
    private readonly long[] watermarks = Filled(partitions);
    private readonly long[] lastSeen = new long[partitions]; // wall clock; 0 = not known
    private readonly bool[] idle = new bool[partitions];
    private bool heard;

    public long Watermark { get; private set; } = long.MinValue;

    public long[] Before { get; private set; } = [];

    public long[] After { get; private set; } = [];

    /// <summary>When the next partition has been silent for the idle timeout; <see cref="long.MaxValue"/> for never.</summary>
    public long NextIdle { get; private set; } = long.MaxValue;

    /// <summary>Whether every partition is silent.</summary>
    public bool IsIdle => Array.TrueForAll(idle, static silent => silent);

    /// <summary>Fills the watermark columns for the rows of a run.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row after the last.</param>
    /// <param name="now">The wall clock at the last row.</param>
    /// <param name="first">The wall clock at the first row.</param>
    public void Advance(ReadingBatch batch, int from, int to, long now, long first)
    {
        if (Before.Length < batch.Capacity)
        {
            Before = new long[batch.Capacity];
            After = new long[batch.Capacity];
        }

        var partition = batch.Partition;
        Hear(partition, now, first);
        var others = LeastOfOthers(partition);
        var own = watermarks[partition];
        var bounded = strategy.Kind == WatermarkKind.Bounded;
        if (bounded && others == long.MaxValue && batch.Watermarks is null && batch.OnlyReadings(from, to))
        {
            watermarks[partition] = Watermark = AdvanceAlone(batch.Times, from, to, Math.Max(own, Watermark));
            return;
        }

        var watermark = Watermark;
        var carried = batch.Watermarks;
        for (var row = from; row < to; row++)
        {
            Before[row] = watermark;
            own = Math.Max(own, carried is null ? Reached(batch.Times[row], batch.Kinds[row], bounded) : carried[row]);
            watermark = Math.Max(watermark, Math.Min(own, others));
            After[row] = watermark;
        }

        watermarks[partition] = own;
        Watermark = watermark;
    }

    /// <summary>A partition's watermark is at least this from now on.</summary>
    public void Reach(int partition, long watermark)
    {
        watermarks[partition] = Math.Max(watermarks[partition], watermark);
        Watermark = Math.Max(Watermark, Least());
    }

    /// <summary>The next reading of a partition has that event time: for a bounded watermark as good as seen.</summary>
    public void Expect(int partition, long time)
    {
        if (strategy.Kind == WatermarkKind.Bounded)
            Reach(partition, time - delay);
    }

    /// <summary>The wall clock has become known: partitions of which it was not known when they were seen, were seen now.</summary>
    public void Start(long now)
    {
        foreach (ref var seen in lastSeen.AsSpan())
            seen = seen == 0 ? now : seen;
        FindNextIdle();
    }

    /// <summary>Leaves partitions that have been silent for the idle timeout out of the minimum. True when now, and not before, every one is silent.</summary>
    public bool NoteIdle(long now)
    {
        for (var i = 0; i < idle.Length; i++)
            idle[i] |= now - lastSeen[i] >= idleTimeout;
        FindNextIdle();
        if (Array.TrueForAll(idle, static silent => silent))
            return true;
        Watermark = Math.Max(Watermark, Least());
        return false;
    }

    /// <summary>Leaves a partition out of the minimum until its next row. True when now, and not before, every one is left out.</summary>
    public bool MarkIdle(int partition)
    {
        var was = IsIdle;
        idle[partition] = true;
        if (IsIdle)
            return !was;
        Watermark = Math.Max(Watermark, LeastOfOthers(-1));
        return false;
    }

    public void Save(StateWriter writer)
    {
        writer.Integer(Watermark);
        writer.Flag(heard);
        writer.Count(watermarks.Length);
        for (var i = 0; i < watermarks.Length; i++)
        {
            writer.Integer(watermarks[i]);
            writer.Integer(lastSeen[i]);
            writer.Flag(idle[i]);
        }
    }

    /// <exception cref="InvalidDataException">Another number of partitions.</exception>
    public void Restore(ref StateReader reader)
    {
        Watermark = reader.Integer();
        heard = reader.Flag();
        if (reader.Count() is var count && count != watermarks.Length)
            throw new InvalidDataException($"The state is of {count} partitions, the shard has {watermarks.Length}.");
        for (var i = 0; i < count; i++)
        {
            watermarks[i] = reader.Integer();
            lastSeen[i] = reader.Integer();
            idle[i] = reader.Flag();
        }

        FindNextIdle();
    }

    /// <summary>The ordinary case: readings of the only partition.</summary>
    private long AdvanceAlone(long[] times, int from, int to, long watermark)
    {
        var time = times.AsSpan(from, to - from);
        var before = Before.AsSpan(from, time.Length);
        var after = After.AsSpan(from, time.Length);
        for (var i = 0; i < time.Length; i++)
        {
            before[i] = watermark;
            watermark = Math.Max(watermark, time[i] - delay);
            after[i] = watermark;
        }

        return watermark;
    }

    private long Reached(long time, RowKind kind, bool bounded) => kind switch
    {
        RowKind.Reading when bounded => time - delay,
        RowKind.Watermark => time,
        _ => long.MinValue,
    };

    private void Hear(int partition, long now, long first)
    {
        if (!heard)
        {
            // Partitions that have sent nothing yet are silent from the first record of any on, whenever somebody looked at an empty log before.
            heard = true;
            Array.Fill(lastSeen, first);
            Array.Clear(idle);
        }

        lastSeen[partition] = now;
        idle[partition] = false;
        FindNextIdle();
    }

    private void FindNextIdle()
    {
        NextIdle = long.MaxValue;
        for (var i = 0; idleTimeout >= 0 && i < idle.Length; i++)
        {
            if (!idle[i] && lastSeen[i] > 0)
                NextIdle = Math.Min(NextIdle, lastSeen[i] + idleTimeout);
        }
    }

    private long LeastOfOthers(int partition)
    {
        var least = long.MaxValue;
        for (var i = 0; i < watermarks.Length; i++)
        {
            if (i != partition && !idle[i])
                least = Math.Min(least, watermarks[i]);
        }

        return least;
    }

    /// <summary>The least of the partitions that are heard. When those have all ended, or none is, the silent ones still have not: the input is over when every partition is.</summary>
    private long Least() => LeastOfOthers(-1) is var least && least < Shard.EndOfTime ? least : watermarks.Min();

    private static long[] Filled(int count)
    {
        var watermarks = new long[count];
        Array.Fill(watermarks, long.MinValue);
        return watermarks;
    }
}
