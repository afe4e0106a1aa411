using Millrace.Actors.Checkpoints;
using Millrace.Persistence.Sqlite;
using Millrace.Tests.Host;
using static Millrace.Tests.Persistence.StoreRows;

namespace Millrace.Tests.Persistence;

public sealed class SqliteCheckpointStoreTests : CheckpointStoreContract
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public void Open_FolderMissing_MakesIt()
    {
        using var store = SqliteCheckpointStore.Open(folder.Path("new/deep/store.db"));
        Assert.Equal(0, store.Open(Partition).Number);
    }

    [Fact]
    public void Dispose_LastConnection_LeavesOneFile()
    {
        using (var store = Create())
        {
            store.Commit(store.Open(Partition), 1, Row("a", "x"));
            Assert.Equal("x", store.Actors(Partition, RouteShare.All).Load("a")!.State);
        }

        Assert.Equal(["store.db"], folder.Names());
    }

    [Theory]
    [InlineData("VACUUM INTO '{0}'")]
    [InlineData("PRAGMA journal_mode = DELETE; VACUUM INTO '{0}'")]
    public void Open_Backup_IsTheStoreWithAWriteAheadLog(string sql)
    {
        using (var store = Create())
            store.Commit(store.Open(Partition), 1, Row("a", "x", 5));
        using (var connection = SqliteConnections.Open(folder.Path("store.db")))
        using (var command = connection.CreateCommand())
        {
            command.CommandText = string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, folder.Path("backup.db"));
            command.ExecuteNonQuery();
        }

        using var backup = SqliteCheckpointStore.Open(folder.Path("backup.db"));
        backup.Commit(backup.Open(Partition), 2, Row("b", "y"));
        Assert.Equal([Row("a", "x", 5), Row("b", "y")], backup.Actors(Partition, RouteShare.All).All());
        Assert.Contains("backup.db-wal", folder.Names());
    }

    [Fact]
    public void Commit_PartitionNeverOpened_IsAMistakeOfTheCaller()
    {
        using var store = Create();
        Assert.Throws<InvalidOperationException>(() => store.Commit(new Checkpoint("no/such/0", 1, 1, default, [])));
        store.Commit(store.Open(Partition), 1, Row("a", "x"));
    }

    [Fact]
    public void Dispose_SourcesStillHeld_TheirCallsFailCleanly()
    {
        var store = Create();
        var opened = store.Open(Partition);
        store.Commit(opened, 1, Row("a", "x"));
        var source = store.Actors(Partition, RouteShare.All);
        Assert.Equal(1, source.Count);
        store.Dispose();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => source.Load("a"));
        Assert.Throws<ObjectDisposedException>(() => source.Count);
        Assert.Throws<ObjectDisposedException>(() => store.Commit(opened, 2, Row("a", "y")));
        Assert.Throws<ObjectDisposedException>(() => store.GetValue("v"));
        Assert.Throws<ObjectDisposedException>(() => store.Actors(Partition, RouteShare.All));
    }

    [Fact]
    public void Actors_DroppedByTheirShard_CloseTheirConnections()
    {
        using var store = Create();
        store.Commit(store.Open(Partition), 1, Row("a", "x"));
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("x", store.Actors(Partition, new RouteShare(0, 1)).Load("a")!.State);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        if (OperatingSystem.IsLinux())
            Assert.InRange(Directory.GetFiles("/proc/self/fd").Count(link => new FileInfo(link).LinkTarget == folder.Path("store.db")), 1, 30);
    }

    [Fact]
    public void Commit_StateInOneShardsRowsAfterAnother_KeepsTheOrderOfTheLists()
    {
        using var store = Create();
        var opened = store.Open(Partition);
        store.Commit(new Checkpoint(Partition, opened.Epoch, 1, Head(1), [Of(Row("a", "first")), Of(), Of(Row("a", "second"))]));
        Assert.Equal("second", store.Actors(Partition, RouteShare.All).Load("a")!.State);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(63, 64)]
    [InlineData(1, 3)]
    [InlineData(12_345, 1 << 20)]
    public void Share_AsSql_IsRouteShare(int index, int count)
    {
        var share = new RouteShare(index, count);
        using var connection = SqliteConnections.Open(folder.Path("share.db"));
        using var command = connection.CreateCommand();
        var random = new Random(count);
        var routes = Enumerable.Range(0, 300).Select(_ => (uint)random.NextInt64(1L << 32)).Concat([0u, 1u, uint.MaxValue]).ToList();
        var values = string.Join(',', routes.Select(route => $"({route})"));
        command.CommandText = $"WITH r(route) AS (VALUES {values}) SELECT count(*), coalesce(sum(route), 0) FROM r WHERE {SqlOf(share)}";
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        var mine = routes.Where(share.Has).ToList();
        Assert.Equal((mine.Count, mine.Sum(route => route)), (reader.GetInt32(0), reader.GetInt64(1)));
    }

    [Fact]
    public void Connections_Open_ForceEachCommitToTheDisk()
    {
        using var connection = SqliteConnections.Open(folder.Path("sink.db"));
        Assert.Equal(("wal", 2L, 5000L), ((string)Ask("journal_mode"), (long)Ask("synchronous"), (long)Ask("busy_timeout")));

        object Ask(string pragma)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA {pragma}";
            return command.ExecuteScalar()!;
        }
    }

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    protected override ICheckpointStore Create() => SqliteCheckpointStore.Open(folder.Path("store.db"));

    protected override ICheckpointStore Again() => SqliteCheckpointStore.Open(folder.Path("store.db"));

    /// <summary>The condition as the store writes it; it is no part of the public surface.</summary>
    private static string SqlOf(RouteShare share) => (string)typeof(SqliteCheckpointStore).Assembly.GetType("Millrace.Persistence.Sqlite.SqliteShare")!.GetMethod("Condition")!.Invoke(null, [share])!;
}
