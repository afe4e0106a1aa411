using System.Globalization;
using Millrace.Actors.Checkpoints;

namespace Millrace.Persistence.Sqlite;

/// <summary>
/// Checkpoints in a SQLite database: one file, one connection that writes, guarded by a lock, and one for each source of actors that reads. Any thread. Several processes may have the same
/// file open; fencing decides which of them a partition belongs to, and writers wait for one another (<see cref="SqliteOptions.BusyTimeout"/>).
/// </summary>
public sealed class SqliteCheckpointStore : ICheckpointStore
{
    private const int PageBytes = 4096;

    private readonly Lock gate = new();
    private readonly SqliteOptions options;
    private readonly SqliteDatabase database;
    private readonly CheckpointWriter writer;
    private readonly SqliteStatement raise;
    private readonly SqliteStatement getValue;
    private readonly SqliteStatement setValue;
    private readonly SqliteStatement removeValue;
    private readonly ActorCounts counts = new();
    private readonly List<WeakReference<SqliteActorSource>> sources = [];
    private bool disposed;

    private SqliteCheckpointStore(SqliteDatabase database, SqliteOptions options)
    {
        (this.database, this.options) = (database, options);
        writer = new CheckpointWriter(database);
        raise = database.Prepare("INSERT INTO partition (name, epoch, number, actors, sum, head) VALUES (?1, 1, 0, 0, ?2, x'') ON CONFLICT (name) DO UPDATE SET epoch = epoch + 1 RETURNING epoch, number, sum, head");
        getValue = database.Prepare("SELECT sum, bytes FROM value WHERE name = ?1");
        setValue = database.Prepare("INSERT INTO value (name, sum, bytes) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET sum = excluded.sum, bytes = excluded.bytes");
        removeValue = database.Prepare("DELETE FROM value WHERE name = ?1");
    }

    /// <summary>
    /// Opens the store at a path; the file and its folder are made when they are missing, and a database of an earlier version is brought up to date. Beside it lie <c>-wal</c>, which belongs to
    /// the data, and <c>-shm</c>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Cache, waiting and bounds; null for the defaults.</param>
    /// <exception cref="CheckpointStoreException">The path cannot be written, is no database, is one of another program, or is one of a newer version; the message says which and what to do.</exception>
    public static SqliteCheckpointStore Open(string path, SqliteOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new SqliteOptions();
        options.Check();
        SqlitePaths.Prepare(path);
        var database = new SqliteDatabase(path, create: true, options.BusyTimeout);
        try
        {
            // The size of a page is taken over from an existing database; the number matters for a new one only.
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size = {PageBytes}"));
            SqliteSchema.Prepare(database);
            SetUp(database, options.WriterCacheBytes);
            database.Execute(string.Create(CultureInfo.InvariantCulture,
                $"PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {options.LogBytes / PageBytes}; PRAGMA journal_size_limit = {options.LogBytes * 2}"));
            var store = new SqliteCheckpointStore(database, options);
            store.Limit(options.MaximumBytes);
            return store;
        }
        catch (CheckpointStoreException)
        {
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public OpenedPartition Open(string partition)
    {
        ArgumentException.ThrowIfNullOrEmpty(partition);
        lock (gate)
        {
            raise.Bind(1, partition);
            raise.Bind(2, RowSum.Of(partition, []));
            try
            {
                raise.Step();
                var opened = new OpenedPartition(raise.Long(0), raise.Long(1), raise.Blob(3).ToArray());
                if (raise.Long(2) != RowSum.Of(partition, opened.Head.Span))
                    throw SqliteErrors.Damage($"the head of {partition} is not what was written", database.Path);
                // The last step ends the transaction: only now is the epoch raised.
                raise.Step();
                return opened;
            }
            finally
            {
                raise.Reset();
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CheckpointStoreException">The store cannot be read.</exception>
    public IActorSource Actors(string partition, RouteShare share)
    {
        ArgumentException.ThrowIfNullOrEmpty(partition);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var reader = new SqliteDatabase(database.Path, create: false, options.BusyTimeout);
            try
            {
                SetUp(reader, options.ReaderCacheBytes);
                reader.Execute("PRAGMA query_only = ON");
                var source = new SqliteActorSource(reader, partition, share, counts);
                // Those that nobody holds any more have closed their connections when they were collected.
                sources.RemoveAll(held => !held.TryGetTarget(out _));
                sources.Add(new WeakReference<SqliteActorSource>(source));
                return source;
            }
            catch (CheckpointStoreException)
            {
                reader.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The partition was never opened.</exception>
    public void Commit(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        lock (gate)
            writer.Commit(checkpoint, counts);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetValue(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (gate)
        {
            getValue.Bind(1, name);
            try
            {
                if (!getValue.Step())
                    return default;
                var bytes = getValue.Blob(1).ToArray();
                return RowSum.Of(name, bytes) == getValue.Long(0) ? bytes : throw SqliteErrors.Damage($"the value {name} is not what was written", database.Path);
            }
            finally
            {
                getValue.Reset();
            }
        }
    }

    /// <inheritdoc/>
    public void SetValue(string name, ReadOnlySpan<byte> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (gate)
        {
            var statement = value.IsEmpty ? removeValue : setValue;
            statement.Bind(1, name);
            if (!value.IsEmpty)
            {
                statement.Bind(2, RowSum.Of(name, value));
                statement.Bind(3, value);
            }

            statement.Run();
        }
    }

    /// <summary>Changes <see cref="SqliteOptions.MaximumBytes"/> from now on; a smaller bound than the database has already stops its growth.</summary>
    public void Limit(long maximumBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBytes, PageBytes);
        lock (gate)
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {Math.Min(maximumBytes / PageBytes, 4_294_967_294)}"));
    }

    /// <summary>Closes all connections, those of its sources too; the last process to do so empties the write-ahead log into the database.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed)
                return;
            disposed = true;
            foreach (var held in sources)
            {
                if (held.TryGetTarget(out var source))
                    source.Dispose();
            }

            database.Dispose();
        }
    }

    private static void SetUp(SqliteDatabase database, long cacheBytes) => database.Execute(string.Create(CultureInfo.InvariantCulture,
        $"PRAGMA cache_size = -{cacheBytes / 1024}; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF"));
}
