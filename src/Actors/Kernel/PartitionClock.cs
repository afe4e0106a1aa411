using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>The watermark of a shard: the least over the partitions that feed it, finished and idle ones apart. Never goes back.</summary>
internal sealed class PartitionClock(WatermarkStrategy strategy, int partitions)
{
    private readonly long delay = (strategy.MaxOutOfOrderness.Ticks / TimeSpan.TicksPerMillisecond) + 1;
    private readonly long[] watermarks = Filled(partitions);
    private readonly long[] lastSeen = new long[partitions];
    private readonly bool[] idle = new bool[partitions];
    private bool wereIdle;

    public long Watermark { get; private set; } = long.MinValue;

    public long[] Before { get; private set; } = [];

    public long[] After { get; private set; } = [];

    public ReadOnlySpan<long> Watermarks => watermarks;

    /// <summary>Whether every partition is silent.</summary>
    public bool AllIdle => wereIdle;

    /// <summary>Fills the watermark columns for the rows of a run.</summary>
    public void Advance(ReadingBatch batch, int from, int to, long now)
    {
        if (Before.Length < batch.Capacity)
        {
            Before = new long[batch.Capacity];
            After = new long[batch.Capacity];
        }

        var partition = batch.Partition;
        lastSeen[partition] = now;
        idle[partition] = false;
        wereIdle = false;
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

    /// <summary>A partition's watermark is at least this from now on.</summary>
    public void Reach(int partition, long watermark)
    {
        watermarks[partition] = Math.Max(watermarks[partition], watermark);
        Watermark = Math.Max(Watermark, LeastOfOthers(-1));
    }

    /// <summary>The next reading of a partition has that event time: for a bounded watermark as good as seen.</summary>
    public void Expect(int partition, long time)
    {
        if (strategy.Kind == WatermarkKind.Bounded)
            Reach(partition, time - delay);
    }

    /// <summary>Leaves partitions that have been silent for the idle timeout out of the minimum. True when now, and not before, every one is silent.</summary>
    public bool NoteIdle(long now, long timeout)
    {
        for (var i = 0; i < idle.Length; i++)
        {
            // A partition that has sent nothing yet is silent from the first look on.
            if (lastSeen[i] == 0)
                lastSeen[i] = now;
            idle[i] |= now - lastSeen[i] >= timeout;
        }

        var allIdle = Array.TrueForAll(idle, static silent => silent);
        var newly = allIdle && !wereIdle;
        wereIdle = allIdle;
        if (allIdle)
            return newly;
        Watermark = Math.Max(Watermark, LeastOfOthers(-1));
        return false;
    }

    /// <summary>Leaves a partition out of the minimum until its next row. True when now, and not before, every one is left out.</summary>
    public bool MarkIdle(int partition)
    {
        idle[partition] = true;
        var allIdle = Array.TrueForAll(idle, static silent => silent);
        var newly = allIdle && !wereIdle;
        wereIdle = allIdle;
        if (!allIdle)
            Watermark = Math.Max(Watermark, LeastOfOthers(-1));
        return newly;
    }

    /// <summary>The watermark is at least this, whatever the partitions say.</summary>
    public void Force(long watermark) => Watermark = Math.Max(Watermark, watermark);

    public void Restore(ReadOnlySpan<long> saved, long watermark)
    {
        saved.CopyTo(watermarks);
        Watermark = watermark;
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

    private static long[] Filled(int count)
    {
        var watermarks = new long[count];
        Array.Fill(watermarks, long.MinValue);
        return watermarks;
    }
}
