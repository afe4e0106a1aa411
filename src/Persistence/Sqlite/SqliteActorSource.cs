using Millrace.Actors.Checkpoints;

namespace Millrace.Persistence.Sqlite;

/// <summary>
/// Loads actors over a connection of its own, so that it neither waits for a commit nor holds one up: it sees the last one that was complete when the call began. No call keeps a
/// snapshot open longer than a portion of rows takes to read, as the write-ahead log can only be emptied up to the oldest snapshot.
/// </summary>
internal sealed class SqliteActorSource : IActorSource, IDisposable
{
    private const int PortionRows = 4096;
    private const int PortionBytes = 4 << 20;
    private const string Columns = "SELECT key_field, key, route, due, wake, sum, state FROM actor";

    private readonly string partition;
    private readonly RouteShare share;
    private readonly ActorCounts counts;
    private readonly Lock gate = new();
    private readonly SqliteDatabase database;
    private readonly SqliteStatement find;
    private readonly SqliteStatement stand;
    private readonly SqliteStatement count;
    private readonly SqliteStatement all;
    private readonly SqliteStatement nextDue;
    private readonly SqliteStatement loadDue;
    private readonly SqliteStatement nextWake;
    private readonly SqliteStatement loadWake;
    private readonly SqliteStatement fieldNames;
    private readonly Dictionary<string, long> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> names = [];
    private readonly ActorRows rows = new();
    private long id = -1;

    public SqliteActorSource(SqliteDatabase database, string partition, RouteShare share, ActorCounts counts)
    {
        (this.database, this.partition, this.share, this.counts) = (database, partition, share, counts);
        var mine = SqliteShare.Condition(share);
        find = database.Prepare($"{Columns} WHERE partition = ?1 AND key_field = ?2 AND key = ?3");
        stand = database.Prepare("SELECT id, epoch, number, actors FROM partition WHERE name = ?1");
        count = database.Prepare($"SELECT count(*) FROM actor WHERE partition = ?1 AND {mine}");
        all = database.Prepare($"{Columns} WHERE partition = ?1 AND (key_field, key) > (?2, ?3) AND {mine} ORDER BY key_field, key");
        (nextDue, loadDue) = Range(database, "due", mine);
        (nextWake, loadWake) = Range(database, "wake", mine);
        fieldNames = database.Prepare("SELECT id, name FROM key_field");
    }

    public long Count
    {
        get
        {
            lock (gate)
            {
                // Both reads in one transaction: they must speak of the same checkpoint.
                database.Execute("BEGIN");
                try
                {
                    var (at, actors) = Stand();
                    if (share.Count == 1 || actors == 0)
                        return actors;
                    if (counts.TryGet(partition, share, at, out var known))
                        return known;
                    count.Bind(1, id);
                    count.Step();
                    known = count.Long(0);
                    counts.Set(partition, share, at, known);
                    return known;
                }
                finally
                {
                    database.Rollback();
                }
            }
        }
    }

    public bool TryLoad(string keyField, ReadOnlySpan<byte> key, ActorRows into)
    {
        lock (gate)
        {
            if (!IsKnown() || !TryField(keyField, out var field))
                return false;
            find.Bind(1, id);
            find.Bind(2, field);
            find.Bind(3, key);
            try
            {
                if (!find.Step() || !share.Has((uint)find.Long(2)))
                    return false;
                Add(find, into);
                return true;
            }
            finally
            {
                find.Reset();
            }
        }
    }

    public long NextDue(long after) => Next(nextDue, after);

    public void LoadDue(long after, long upTo, ActorRows into) => Load(loadDue, after, upTo, into);

    public long NextWake(long after) => Next(nextWake, after);

    public void LoadWake(long after, long upTo, ActorRows into) => Load(loadWake, after, upTo, into);

    public void LoadAll(Action<ActorRows> portion)
    {
        ArgumentNullException.ThrowIfNull(portion);
        lock (gate)
        {
            if (!IsKnown())
                return;
            var field = -1L;
            var key = Array.Empty<byte>();
            var more = true;
            while (more)
            {
                rows.Clear();
                all.Bind(1, id);
                all.Bind(2, field);
                all.Bind(3, key);
                try
                {
                    while (rows.Count < PortionRows && rows.Bytes < PortionBytes && (more = all.Step()))
                        Add(all, rows);
                }
                finally
                {
                    all.Reset();
                }

                if (rows.Count == 0)
                    return;
                (field, key) = (fields[rows[rows.Count - 1].KeyField], rows[rows.Count - 1].Key.ToArray());
                portion(rows);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
            database.Dispose();
    }

    private static (SqliteStatement Next, SqliteStatement Load) Range(SqliteDatabase database, string column, string mine)
    {
        // The last condition is that of the partial index: it makes the planner take it.
        var waits = $"{column} < 9223372036854775807 AND {mine}";
        return (database.Prepare($"SELECT {column} FROM actor INDEXED BY actor_{column} WHERE partition = ?1 AND {column} > ?2 AND {waits} ORDER BY {column} LIMIT 1"),
            database.Prepare($"{Columns} INDEXED BY actor_{column} WHERE partition = ?1 AND {column} > ?2 AND {column} <= ?3 AND {waits} ORDER BY {column}"));
    }

    private long Next(SqliteStatement statement, long after)
    {
        lock (gate)
        {
            if (!IsKnown())
                return long.MaxValue;
            statement.Bind(1, id);
            statement.Bind(2, after);
            try
            {
                return statement.Step() ? statement.Long(0) : long.MaxValue;
            }
            finally
            {
                statement.Reset();
            }
        }
    }

    private void Load(SqliteStatement statement, long after, long upTo, ActorRows into)
    {
        lock (gate)
        {
            if (!IsKnown())
                return;
            statement.Bind(1, id);
            statement.Bind(2, after);
            statement.Bind(3, upTo);
            try
            {
                while (statement.Step())
                    Add(statement, into);
            }
            finally
            {
                statement.Reset();
            }
        }
    }

    private void Add(SqliteStatement row, ActorRows into)
    {
        var field = row.Long(0);
        var (route, due, wake, sum) = (row.Long(2), row.Long(3), row.Long(4), row.Long(5));
        var key = row.Blob(1);
        var state = row.Blob(6);
        if (RowSum.Of(id, field, key, (uint)route, due, wake, state) != sum)
            throw SqliteErrors.Damage($"the state of key {System.Text.Encoding.UTF8.GetString(key)} in {partition} is not what was written", database.Path);
        into.Add(new ActorRow { KeyField = Name(field), Key = key, Route = (uint)route, Due = due, Wake = wake, State = state });
    }

    /// <summary>The partition's row exists from its first opening on, and its id never changes.</summary>
    private bool IsKnown()
    {
        if (id < 0)
            Stand();
        return id >= 0;
    }

    private (ActorCounts.At At, long Actors) Stand()
    {
        stand.Bind(1, partition);
        try
        {
            if (!stand.Step())
                return default;
            id = stand.Long(0);
            return (new ActorCounts.At(stand.Long(1), stand.Long(2)), stand.Long(3));
        }
        finally
        {
            stand.Reset();
        }
    }

    private bool TryField(string name, out long field)
    {
        if (fields.TryGetValue(name, out field))
            return true;
        ReadFields();
        return fields.TryGetValue(name, out field);
    }

    private string Name(long field)
    {
        if (names.TryGetValue(field, out var name))
            return name;
        ReadFields();
        return names.TryGetValue(field, out name) ? name : throw SqliteErrors.Damage($"no key field has the number {field}", database.Path);
    }

    private void ReadFields()
    {
        try
        {
            while (fieldNames.Step())
            {
                var name = fieldNames.Text(1);
                names[fieldNames.Long(0)] = name;
                fields[name] = fieldNames.Long(0);
            }
        }
        finally
        {
            fieldNames.Reset();
        }
    }
}
