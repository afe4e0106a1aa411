using Millrace.Actors.Checkpoints;

namespace Millrace.Persistence.Sqlite;

/// <summary>
/// Puts checkpoints into the database, over the one connection that writes. SQLite takes a row out of an index and puts it back in when a statement names a column of it, changed or not:
/// so a key is looked up first, and the statement that follows names no more than what is different. Most often that is the state alone, which is overwritten in place. One thread at a time.
/// </summary>
internal sealed class CheckpointWriter
{
    private readonly SqliteDatabase database;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement commit;
    private readonly SqliteStatement stand;
    private readonly SqliteStatement move;
    private readonly SqliteStatement find;
    private readonly SqliteStatement overwrite;
    private readonly SqliteStatement postpone;
    private readonly SqliteStatement update;
    private readonly SqliteStatement insert;
    private readonly SqliteStatement delete;
    private readonly SqliteStatement addField;
    private readonly Dictionary<string, long> fields = new(StringComparer.Ordinal);
    private readonly List<uint> came = [];
    private readonly List<uint> went = [];
    private int[] order = [];

    public CheckpointWriter(SqliteDatabase database)
    {
        const string at = "WHERE partition = ?1 AND key_field = ?2 AND key = ?3";
        this.database = database;
        begin = database.Prepare("BEGIN IMMEDIATE");
        commit = database.Prepare("COMMIT");
        stand = database.Prepare("SELECT id, epoch, number, actors FROM partition WHERE name = ?1");
        move = database.Prepare("UPDATE partition SET number = ?2, head = ?3, sum = ?4, actors = ?5 WHERE id = ?1 AND epoch = ?6");
        find = database.Prepare($"SELECT route, due, wake FROM actor {at}");
        overwrite = database.Prepare($"UPDATE actor SET state = ?4, sum = ?5 {at}");
        postpone = database.Prepare($"UPDATE actor SET state = ?4, sum = ?5, due = ?6 {at}");
        update = database.Prepare($"UPDATE actor SET state = ?4, sum = ?5, due = ?6, route = ?7, wake = ?8 {at}");
        insert = database.Prepare("INSERT INTO actor (partition, key_field, key, state, sum, due, route, wake) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        delete = database.Prepare($"DELETE FROM actor {at}");
        addField = database.Prepare("INSERT INTO key_field (name) VALUES (?1) ON CONFLICT (name) DO UPDATE SET name = name RETURNING id");
    }

    public void Commit(Checkpoint checkpoint, ActorCounts counts)
    {
        came.Clear();
        went.Clear();
        AddFields(checkpoint);
        begin.Run();
        try
        {
            var (partition, at, actors) = Stand(checkpoint.Partition);
            if (at.Epoch != checkpoint.Epoch)
                throw new FencedException(checkpoint.Partition, checkpoint.Epoch, at.Epoch);
            foreach (var rows in checkpoint.Changes)
                Write(partition, rows);
            move.Bind(1, partition);
            move.Bind(2, checkpoint.Number);
            move.Bind(3, checkpoint.Head.Span);
            move.Bind(4, RowSum.Of(checkpoint.Partition, checkpoint.Head.Span));
            move.Bind(5, actors + came.Count - went.Count);
            move.Bind(6, checkpoint.Epoch);
            move.Run();
            if (database.Changes != 1)
                throw new InvalidOperationException("The epoch of a partition changed inside a transaction.");
            commit.Run();
            counts.Move(checkpoint.Partition, at, new ActorCounts.At(checkpoint.Epoch, checkpoint.Number), came, went);
        }
        catch (Exception error) when (error is CheckpointStoreException or FencedException or InvalidOperationException)
        {
            database.Rollback();
            throw;
        }
    }

    private (long Id, ActorCounts.At At, long Actors) Stand(string partition)
    {
        stand.Bind(1, partition);
        if (!stand.Step())
            throw new InvalidOperationException($"Partition {partition} was never opened.");
        var row = (stand.Long(0), new ActorCounts.At(stand.Long(1), stand.Long(2)), stand.Long(3));
        stand.Reset();
        return row;
    }

    /// <summary>New key fields have a transaction of their own, so that what is remembered of them holds even when the checkpoint is rolled back.</summary>
    private void AddFields(Checkpoint checkpoint)
    {
        foreach (var rows in checkpoint.Changes)
        {
            var last = "";
            for (var i = 0; i < rows.Count; i++)
            {
                var name = rows[i].KeyField;
                if (ReferenceEquals(name, last) || fields.ContainsKey(last = name))
                    continue;
                addField.Bind(1, name);
                addField.Step();
                var id = addField.Long(0);
                addField.Step();
                addField.Reset();
                fields.Add(name, id);
            }
        }
    }

    private void Write(long partition, ActorRows rows)
    {
        var name = "";
        var field = 0L;
        foreach (var index in Sorted(rows))
        {
            var row = rows[index];
            if (!ReferenceEquals(name, row.KeyField))
                field = fields[name = row.KeyField];
            Write(partition, field, row);
        }
    }

    private void Write(long partition, long field, in ActorRow row)
    {
        At(find, partition, field, row.Key);
        var exists = find.Step();
        var (route, due, wake) = exists ? ((uint)find.Long(0), find.Long(1), find.Long(2)) : default;
        find.Reset();
        if (exists && (row.State.IsEmpty || route != row.Route))
            went.Add(route);
        if (!row.State.IsEmpty && (!exists || route != row.Route))
            came.Add(row.Route);
        if (row.State.IsEmpty)
        {
            if (!exists)
                return;
            At(delete, partition, field, row.Key);
            delete.Run();
            return;
        }

        var write = !exists ? insert : route != row.Route || wake != row.Wake ? update : due != row.Due ? postpone : overwrite;
        At(write, partition, field, row.Key);
        write.Bind(4, row.State);
        write.Bind(5, RowSum.Of(partition, field, row.Key, row.Route, row.Due, row.Wake, row.State));
        if (write != overwrite)
            write.Bind(6, row.Due);
        if (write == insert || write == update)
        {
            write.Bind(7, row.Route);
            write.Bind(8, row.Wake);
        }

        write.Run();
    }

    private static void At(SqliteStatement statement, long partition, long field, ReadOnlySpan<byte> key)
    {
        statement.Bind(1, partition);
        statement.Bind(2, field);
        statement.Bind(3, key);
    }

    /// <summary>The rows in the order of the table: a page is then touched once and not from all sides. Stable, as a key may stand twice and its last row holds.</summary>
    private ReadOnlySpan<int> Sorted(ActorRows rows)
    {
        if (order.Length < rows.Count)
            order = new int[Math.Max(rows.Count, order.Length * 2)];
        var sorted = order.AsSpan(0, rows.Count);
        for (var i = 0; i < sorted.Length; i++)
            sorted[i] = i;
        sorted.Sort((one, other) =>
        {
            var a = rows[one];
            var b = rows[other];
            var by = ReferenceEquals(a.KeyField, b.KeyField) ? 0 : string.CompareOrdinal(a.KeyField, b.KeyField);
            by = by != 0 ? by : a.Key.SequenceCompareTo(b.Key);
            return by != 0 ? by : one.CompareTo(other);
        });
        return sorted;
    }
}
