namespace Millrace.Actors.Kernel;

/// <summary>
/// What happens by wall clock in a shard: processing-time timers, and the closing of what belongs to the silent. The clock is moved by the arrival of records and by ticks; each
/// thing happens at its own moment, in order, whichever of the two noticed it. So outputs depend on the log alone.
/// </summary>
internal sealed class WallClock(Shard shard, ActorTable[] tables, TableContext[] contexts, List<KeySpace> spaces, PartitionClock clock, AbsentActors? absent)
{
    /// <summary>How long after a row at the earliest something can happen that the row brings about; -1 when nothing ever happens by wall clock.</summary>
    private readonly long soonest = tables.Any(table => table.UsesWallClock) ? 1 : shard.Options.Watermark.IdleTimeout is { } idle ? idle.Ticks / TimeSpan.TicksPerMillisecond : -1;

    /// <summary>The earliest moment at which something may happen; <see cref="long.MaxValue"/> when nothing will.</summary>
    public long Next
    {
        get
        {
            if (soonest < 0)
                return long.MaxValue;
            var next = Math.Min(clock.NextIdle, absent?.NextWake ?? long.MaxValue);
            foreach (var context in contexts)
                next = Math.Min(next, context.NextProcessing);
            foreach (var space in spaces)
                next = Math.Min(next, space.Looks.NextDue);
            return next;
        }
    }

    /// <summary>Moves the clock to the arrival of a row, and says up to which row nothing happens by wall clock: those can be taken in together.</summary>
    public int BeginRun(long[] arrivals, int from, int to)
    {
        if (soonest < 0)
            return to;
        AdvanceTo(arrivals[from]);
        var limit = Math.Min(Next, shard.Now + soonest);
        for (var row = from + 1; row < to; row++)
        {
            if (arrivals[row] >= limit)
                return row;
        }

        return to;
    }

    /// <summary>Moves the clock; back it does not go.</summary>
    public void AdvanceTo(long time)
    {
        if (time <= shard.Now)
            return;
        if (soonest < 0)
        {
            shard.Now = time;
            return;
        }

        if (shard.Now == 0)
            Start(time);
        shard.BeginBehindRows();
        while (Next is var next && next <= time)
        {
            shard.Now = Math.Max(shard.Now, next);
            Happen(shard.Now);
        }

        shard.Now = time;
        shard.TakeOutputs();
    }

    /// <summary>A partition was said to be silent.</summary>
    public void MarkIdle(int partition)
    {
        if (clock.MarkIdle(partition))
            CloseAll();
        else
            shard.FireByPartitions();
        shard.TakeOutputs();
    }

    private void Start(long now)
    {
        clock.Start(now);
        foreach (var context in contexts)
            context.StartProcessing(now);
        foreach (var space in spaces)
            space.Start(now);
    }

    private void Happen(long now)
    {
        absent?.LoadWake(now);
        foreach (var context in contexts)
            context.FireProcessing(now);
        foreach (var space in spaces)
            Look(space, now);
        if (clock.NextIdle > now)
            return;
        if (clock.NoteIdle(now))
            CloseAll();
        else
            shard.FireByPartitions();
    }

    private void Look(KeySpace space, long now)
    {
        while (space.Looks.TryTake(now, out var slot, out _))
        {
            var silentAt = space.SilentAt(slot);
            if (silentAt == long.MaxValue)
                continue;
            if (silentAt > now)
            {
                space.Looks.Set(slot, silentAt);
                continue;
            }

            space.Close(slot);
            if (shard.IsTracking)
                space.Marks.Change(slot);
            shard.CloseKey(space, slot);
        }
    }

    /// <summary>All partitions are silent: each key's clock goes as far as it takes to fire what the key has open, whatever others have.</summary>
    private void CloseAll()
    {
        absent?.LoadWaiting(Shard.EndOfTime - 1);
        shard.BeginBehindRows();
        foreach (var space in spaces)
        {
            for (var slot = 0; slot < space.Count; slot++)
                shard.CloseKey(space, slot);
        }
    }
}
