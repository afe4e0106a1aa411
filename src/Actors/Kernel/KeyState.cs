namespace Millrace.Actors.Kernel;

/// <summary>
/// The state of one key as it stands in a row. Format 1: the key's clock, when it was last seen, then for each of its tables that holds something
/// the table's number + 1, its timers, failures and state; 0 ends them. A key that holds nothing is no bytes at all.
/// </summary>
internal sealed class KeyState(Shard shard, ActorTable[] tables, TableContext[] contexts, TableDirectory directory)
{
    private const byte Format = 1;
    private const byte HasClock = 1;
    private const byte HasDue = 1;
    private const byte HasWake = 2;
    private const byte HasFailed = 4;

    private readonly StateWriter state = new(shard.Options.Symbols);

    /// <summary>Writes a key's state and says what it waits for: event time and wall-clock time.</summary>
    public (long Due, long Wake) Write(KeySpace space, int slot, StateWriter writer)
    {
        var due = long.MaxValue;
        var wake = long.MaxValue;
        var isEmpty = true;
        var clock = space.ClockOf(slot);
        if (!shard.Options.Watermark.PerKey && clock <= shard.Watermark.Milliseconds)
            clock = long.MinValue;
        if (clock != long.MinValue)
            Begin(space, slot, clock, writer, ref isEmpty);
        for (var i = 0; i < tables.Length; i++)
        {
            if (contexts[i].Keys != space)
                continue;
            state.Clear();
            tables[i].Snapshot(slot, state);
            var (tableDue, tableWake) = (contexts[i].Timers.Due[slot], contexts[i].ProcessingDue(slot));
            var failures = tables[i].MayThrow ? shard.Supervisor.FailuresOf(i, slot) : null;
            if (state.Written.IsEmpty && tableDue == long.MaxValue && tableWake == long.MaxValue && failures is null)
                continue;
            if (isEmpty)
                Begin(space, slot, clock, writer, ref isEmpty);
            WritePart(i, tableDue, tableWake, failures, writer);
            due = Math.Min(due, tableDue);
            wake = Math.Min(wake, tableWake);
        }

        if (isEmpty)
            return (due, wake);
        writer.Count(0);

        // Silence closes what waits for event time; when nothing does there is nothing to wake up for.
        return (due, due < Shard.EndOfTime ? Math.Min(wake, space.SilentAt(slot)) : wake);
    }

    /// <summary>Puts a key's state into its slot, which is new.</summary>
    /// <exception cref="InvalidDataException">The state was written by a later program, or is damaged.</exception>
    public void Read(KeySpace space, int slot, ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty)
            return;
        var reader = new StateReader(blob, shard.Options.Symbols);
        reader.Version(Format);
        if ((reader.Version(byte.MaxValue) & HasClock) != 0)
            space.RaiseClock(slot, reader.Integer());
        var seen = reader.Integer();
        var isOpen = false;
        while (reader.Count() is var number and > 0)
            isOpen |= ReadPart(directory.IndexOf(number - 1), slot, ref reader);

        // With nothing to close nobody woke the key: its silence may be over since.
        var isClosed = seen < 0 || (!isOpen && space.IsSilent(seen, shard.Now));
        space.SetSeen(slot, isClosed ? KeySpace.Closed : seen);
    }

    private static void Begin(KeySpace space, int slot, long clock, StateWriter writer, ref bool isEmpty)
    {
        isEmpty = false;
        writer.Version(Format);

        // One byte of flags, never 0: the highest bit is always set.
        writer.Version((byte)(0x80 | (clock != long.MinValue ? HasClock : 0)));
        if (clock != long.MinValue)
            writer.Integer(clock);
        var seen = space.LastSeen(slot);
        writer.Integer(seen == KeySpace.Closed ? -1 : seen);
    }

    private void WritePart(int table, long due, long wake, Supervisor.Failures? failures, StateWriter writer)
    {
        writer.Count(directory.NumberOf(table) + 1);
        writer.Version((byte)(0x80 | (due != long.MaxValue ? HasDue : 0) | (wake != long.MaxValue ? HasWake : 0) | (failures is null ? 0 : HasFailed)));
        if (due != long.MaxValue)
            writer.Integer(due);
        if (wake != long.MaxValue)
            writer.Integer(wake);
        if (failures is not null)
        {
            writer.Count(failures.Count);
            writer.Text(failures.StoppedBy);
        }

        writer.Blob(state.Written.Span);
    }

    /// <summary>Reads what one table holds; whether it waits for event time.</summary>
    private bool ReadPart(int table, int slot, ref StateReader reader)
    {
        var flags = reader.Version(byte.MaxValue);
        var due = (flags & HasDue) != 0 ? reader.Integer() : long.MaxValue;
        var wake = (flags & HasWake) != 0 ? reader.Integer() : long.MaxValue;
        var (failures, stoppedBy) = (flags & HasFailed) != 0 ? (reader.Count(), reader.Text()) : (0, null);
        var blob = reader.Blob();
        if (table < 0)
            return false;
        var context = contexts[table];
        if (failures > 0)
            shard.Supervisor.Restore(table, slot, failures, stoppedBy);
        var actor = new StateReader(blob, shard.Options.Symbols);
        if (!actor.AtEnd)
            tables[table].Restore(slot, ref actor, context);
        if (due != long.MaxValue)
            context.WakeAt(slot, due);
        if (wake != long.MaxValue)
            context.WakeAtTime(slot, wake);
        return due < Shard.EndOfTime;
    }
}
