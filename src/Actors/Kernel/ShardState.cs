namespace Millrace.Actors.Kernel;

/// <summary>The snapshot of a whole shard. Format 1: clocks, key fields with their keys in order of slots, then per table every actor that has state.</summary>
internal sealed class ShardState(Shard shard, ActorTable[] tables, TableContext[] contexts, List<KeySpace> spaces, PartitionClock clock)
{
    private const byte Format = 1;
    private readonly StateWriter state = new(shard.Options.Symbols);

    public void Snapshot(StateWriter writer)
    {
        writer.Version(Format);
        writer.Integer(clock.Watermark);
        writer.Count(clock.Watermarks.Length);
        foreach (var watermark in clock.Watermarks)
            writer.Integer(watermark);
        writer.Count(spaces.Count);
        foreach (var space in spaces)
            WriteKeys(space, writer);
        writer.Raw(shard.Statistics);
        writer.Count(tables.Length);
        var actor = new StateWriter(shard.Options.Symbols);
        for (var i = 0; i < tables.Length; i++)
        {
            writer.Text(tables[i].Name);
            var count = contexts[i].Keys.Count;
            contexts[i].Grow();
            writer.Count(count);
            for (var slot = 0; slot < count; slot++)
            {
                actor.Clear();
                WriteActor(i, slot, actor);
                writer.Blob(actor.Written.Span);
            }
        }
    }

    public void Restore(ReadOnlySpan<byte> snapshot)
    {
        var reader = new StateReader(snapshot, shard.Options.Symbols);
        reader.Version(Format);
        var watermark = reader.Integer();
        var partitions = new long[reader.Count()];
        for (var i = 0; i < partitions.Length; i++)
            partitions[i] = reader.Integer();
        if (partitions.Length != clock.Watermarks.Length)
            throw new InvalidDataException($"The snapshot is of {partitions.Length} partitions, the shard has {clock.Watermarks.Length}.");
        clock.Restore(partitions, watermark);
        for (var count = reader.Count(); count > 0; count--)
            ReadKeys(ref reader);
        shard.RestoreStatistics(reader.Raw<ShardStatistics>());
        for (var count = reader.Count(); count > 0; count--)
        {
            var name = reader.Text();
            var index = Array.FindIndex(tables, table => table.Name == name);
            if (index < 0)
                throw new InvalidDataException($"The snapshot holds the state of {name}, which the shard does not have.");
            contexts[index].Grow();
            var slots = reader.Count();
            for (var slot = 0; slot < slots; slot++)
            {
                var blob = reader.Blob();
                if (!blob.IsEmpty)
                    ReadActor(index, slot, blob, keptTimer: false);
            }
        }
    }

    public void WriteActor(int table, int slot, StateWriter writer)
    {
        state.Clear();
        tables[table].Snapshot(slot, state);
        var due = contexts[table].Timers.Due[slot];
        var failures = tables[table].MayThrow ? shard.Supervisor.FailuresOf(table, slot) : null;
        if (state.Written.IsEmpty && due == long.MaxValue && failures is null)
            return;
        writer.Integer(due);
        writer.Count(failures?.Count ?? 0);
        writer.Text(failures?.StoppedBy);
        writer.Blob(state.Written.Span);
    }

    /// <summary>Reads an actor back. One that was passivated kept its timer in the shard, so that of the state is passed over.</summary>
    public void ReadActor(int table, int slot, ReadOnlySpan<byte> blob, bool keptTimer)
    {
        var reader = new StateReader(blob, shard.Options.Symbols);
        var due = reader.Integer();
        shard.Supervisor.Restore(table, slot, reader.Count(), reader.Text());
        var actor = new StateReader(reader.Blob(), shard.Options.Symbols);
        if (!actor.AtEnd)
            tables[table].Restore(slot, ref actor, contexts[table]);
        if (due != long.MaxValue && !keptTimer)
            contexts[table].WakeAt(slot, due);
    }

    private void WriteKeys(KeySpace space, StateWriter writer)
    {
        writer.Text(space.Key.Name);
        writer.Count(space.Count);
        for (var slot = 0; slot < space.Count; slot++)
        {
            writer.Symbol(space.SymbolOf(slot));
            if (shard.Options.Watermark.PerKey)
                writer.Integer(space.Clock(slot));
        }
    }

    private void ReadKeys(ref StateReader reader)
    {
        var name = reader.Text();
        var space = spaces.Find(known => known.Key.Name == name)
            ?? throw new InvalidDataException($"The snapshot holds keys of the field {name}, by which nothing is keyed.");
        for (var count = reader.Count(); count > 0; count--)
        {
            var slot = space.Add(reader.Symbol());
            if (shard.Options.Watermark.PerKey)
                space.Clock(slot) = reader.Integer();
        }
    }
}
