using Millrace.Actors.Checkpoints;

namespace Millrace.Actors.Kernel;

/// <summary>A shard as bytes. The head is what belongs to no key; a row is one key; a snapshot of the whole is the head, the counters and the rows of all keys in the order of slots.</summary>
internal sealed class ShardState(Shard shard, ActorTable[] tables, TableContext[] contexts, List<KeySpace> spaces, PartitionClock clock)
{
    private const byte Format = 1;

    private readonly TableDirectory directory = new(tables, shard.Options);
    private readonly StateWriter writer = new(shard.Options.Symbols);
    private KeyState? keys;

    private KeyState Keys => keys ??= new KeyState(shard, tables, contexts, directory);

    public void WriteHead(StateWriter into)
    {
        into.Version(Format);
        into.Flag(shard.Options.Watermark.PerKey);
        into.Integer(shard.Now);
        clock.Save(into);
        directory.Save(into);
    }

    public List<TableChange> ReadHead(ref StateReader reader)
    {
        reader.Version(Format);
        if (reader.Flag() != shard.Options.Watermark.PerKey)
            throw new InvalidDataException("The state is of a shard with another kind of clock: watermark.per cannot be changed.");
        shard.Now = reader.Integer();
        clock.Restore(ref reader);
        return directory.Restore(ref reader);
    }

    public void TakeChanges(ActorRows into)
    {
        foreach (var space in spaces)
        {
            Grow(space);
            for (var slot = 0; (slot = space.Marks.NextChanged(slot, space.Count)) >= 0; slot++)
            {
                writer.Clear();
                var (due, wake) = Keys.Write(space, slot, writer);
                if (space.Marks.Take(slot, writer.Written.Span))
                    into.Add(RowOf(space, slot, due, wake));
                if (slot + 1 == space.Count)
                    break;
            }
        }
    }

    /// <summary>Brings a key into memory; false when it is there already, or nothing is keyed by its field any more.</summary>
    public bool Load(in ActorRow row)
    {
        var name = row.KeyField;
        if (spaces.Find(known => known.Key.Name == name) is not { } space)
            return false;
        var symbol = shard.Options.Symbols.Intern(row.Key);
        if (space.Find(symbol) >= 0)
            return false;
        var slot = space.Add(symbol, row.Route);
        Grow(space);
        Keys.Read(space, slot, row.State);
        space.Marks.Loaded(slot, row.State);
        return true;
    }

    /// <summary>Takes a key out of memory and says what it waits for.</summary>
    public (long Due, long Wake) Forget(KeySpace space, int slot)
    {
        writer.Clear();
        var waits = Keys.Write(space, slot, writer);
        for (var i = 0; i < tables.Length; i++)
        {
            if (contexts[i].Keys != space)
                continue;
            tables[i].Release(slot);
            contexts[i].ClearTimers(slot);
            shard.Supervisor.Forget(i, slot);
        }

        space.Remove(slot);
        return waits;
    }

    public void Snapshot(StateWriter into)
    {
        WriteHead(into);
        into.Raw(shard.Statistics);
        into.Count(spaces.Count);
        foreach (var space in spaces)
        {
            Grow(space);
            into.Text(space.Key.Name);
            into.Count(space.Keys);
            for (var slot = 0; slot < space.Count; slot++)
            {
                if (space.IsFree(slot))
                    continue;
                writer.Clear();
                Keys.Write(space, slot, writer);
                into.Symbol(space.SymbolOf(slot));
                into.Integer(space.RouteOf(slot));
                into.Blob(writer.Written.Span);
            }
        }
    }

    public List<TableChange> Restore(ref StateReader reader)
    {
        var changes = ReadHead(ref reader);
        shard.RestoreStatistics(reader.Raw<ShardStatistics>());
        for (var fields = reader.Count(); fields > 0; fields--)
        {
            var name = reader.Text();
            var space = spaces.Find(known => known.Key.Name == name);
            for (var count = reader.Count(); count > 0; count--)
            {
                var (symbol, route) = (reader.Symbol(), (uint)reader.Integer());
                var blob = reader.Blob();
                if (space is null)
                    continue;
                var slot = space.Add(symbol, route);
                Grow(space);
                Keys.Read(space, slot, blob);
                if (shard.IsTracking)
                    space.Marks.Change(slot);
            }
        }

        return changes;
    }

    private ActorRow RowOf(KeySpace space, int slot, long due, long wake) => new()
    {
        KeyField = space.Key.Name,
        Key = shard.Options.Symbols.Utf8(space.SymbolOf(slot)),
        Route = space.RouteOf(slot),
        Due = due,
        Wake = wake,
        State = writer.Written.Span,
    };

    private void Grow(KeySpace space)
    {
        foreach (var context in contexts)
        {
            if (context.Keys == space)
                context.Grow();
        }
    }
}
