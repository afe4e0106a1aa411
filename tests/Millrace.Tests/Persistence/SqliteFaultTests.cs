using System.Text;
using Millrace.Actors.Checkpoints;
using Millrace.Persistence.Sqlite;
using Millrace.Tests.Host;
using static Millrace.Tests.Persistence.StoreRows;

namespace Millrace.Tests.Persistence;

/// <summary>What can go wrong with a file, done to a real one.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private static readonly SqliteOptions Hasty = new() { BusyTimeout = TimeSpan.Zero };

    private readonly ScratchFolder folder = new();

    private string Store => folder.Path("store.db");

    [Fact]
    public void Commit_DiskFull_SaysSoAndGoesOnWhenThereIsSpace()
    {
        using var store = SqliteCheckpointStore.Open(Store, new SqliteOptions { MaximumBytes = 1 << 20 });
        var opened = store.Open(Partition);
        store.Commit(opened, 1, Row("a", "before", 5));
        var large = Enumerable.Range(0, 3000).Select(i => Row($"k{i}", new string('s', 1000), i)).Prepend(Row("a", "after", 6)).ToList();
        var error = Assert.Throws<CheckpointStoreException>(() => store.Commit(opened, 2, large));
        Assert.True(error.IsTransient);
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        Assert.Contains(Store, error.Message, StringComparison.Ordinal);
        var source = store.Actors(Partition, RouteShare.All);
        Assert.Equal([Row("a", "before", 5)], source.All());
        Assert.Equal((1, 5), (source.Count, source.NextDue(0)));
        store.Commit(opened, 2, Row("a", "a little", 6));
        store.Limit(1L << 30);
        store.Commit(opened, 3, large);
        Assert.Equal(3001, source.Count);
        Assert.Equal(Read(Of(large)), source.All());
    }

    [Fact]
    public void Commit_LockedByAnother_SaysSoAndGoesOnAfterwards()
    {
        using var store = SqliteCheckpointStore.Open(Store, Hasty);
        var opened = store.Open(Partition);
        using var other = SqliteConnections.Open(Store);
        Execute(other, "BEGIN IMMEDIATE");
        foreach (Action write in new Action[] { () => store.Commit(opened, 1, Row("a", "x")), () => store.SetValue("v", "1"u8), () => store.Open(Partition) })
        {
            var error = Assert.Throws<CheckpointStoreException>(write);
            Assert.True(error.IsTransient);
            Assert.Contains("locked by another process", error.Message, StringComparison.Ordinal);
        }

        Assert.Null(store.Actors(Partition, RouteShare.All).Load("a"));
        Execute(other, "ROLLBACK");
        store.Commit(opened, 1, Row("a", "x"));
        Assert.Equal("x", store.Actors(Partition, RouteShare.All).Load("a")!.State);
    }

    [Fact]
    public void Commit_FullOnceItsKeyFieldIsNew_MayBeTriedAgain()
    {
        using var store = SqliteCheckpointStore.Open(Store, Hasty);
        var opened = store.Open(Partition);
        using var other = SqliteConnections.Open(Store);
        Execute(other, "BEGIN IMMEDIATE");
        Assert.Throws<CheckpointStoreException>(() => store.Commit(opened, 1, Row("a", "x", field: "new")));
        Execute(other, "ROLLBACK");
        store.Commit(opened, 1, Row("a", "x", field: "new"));
        Assert.Equal("x", store.Actors(Partition, RouteShare.All).Load("a", "new")!.State);
    }

    [Fact]
    public void Open_FileMayOnlyBeRead_SaysSo()
    {
        // The superuser may write everywhere.
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
            return;
        SqliteCheckpointStore.Open(Store).Dispose();
        File.SetUnixFileMode(Store, UnixFileMode.UserRead);
        AssertRefused(Store, "may only be read");
    }

    [Fact]
    public void Open_PathIsAFolder_SaysSo() => AssertRefused(folder.Path("."), "is a folder");

    [Fact]
    public void Open_FolderCannotBeWritten_SaysSo()
    {
        if (!OperatingSystem.IsLinux())
            return;
        AssertRefused("/proc/millrace/store.db", "cannot be made");
        AssertRefused("/proc/store.db", "cannot be opened");
    }

    [Fact]
    public void Open_NoDatabase_SaysSo() => AssertRefused(folder.Write("text.db", string.Concat(Enumerable.Repeat("no database at all. ", 500))), "is no SQLite database");

    [Fact]
    public void Open_DatabaseOfAnotherProgram_IsRefusedAndLeftAlone()
    {
        using (var other = SqliteConnections.Open(folder.Path("other.db")))
            Execute(other, "CREATE TABLE customer (name TEXT)");
        AssertRefused(folder.Path("other.db"), "another program");
        using (var other = SqliteConnections.Open(folder.Path("other.db")))
            Execute(other, "PRAGMA application_id = 12345");
        AssertRefused(folder.Path("other.db"), "another program");
    }

    [Fact]
    public void Open_NewerVersion_IsRefused()
    {
        SqliteCheckpointStore.Open(Store).Dispose();
        using (var other = SqliteConnections.Open(Store))
            Execute(other, "PRAGMA user_version = 99");
        AssertRefused(Store, "newer Millrace");
    }

    [Fact]
    public void Open_EmptyFile_BecomesAStore()
    {
        folder.Write("store.db", "");
        using var store = SqliteCheckpointStore.Open(Store);
        Assert.Equal(1, store.Open(Partition).Epoch);
    }

    [Fact]
    public void Load_BytesOfTheFileChanged_GivesTheTruthOrAnError()
    {
        var rows = Fill();
        var whole = File.ReadAllBytes(Store);
        var errors = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var bytes = (byte[])whole.Clone();
            for (var i = 0; i < 20; i++)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            errors += ReadsTruthOrFails(bytes, rows) ? 0 : 1;
        }

        Assert.True(errors > 20, $"Only {errors} of the changes were met with an error.");
    }

    [Fact]
    public void Load_FileCutOff_GivesTheTruthOrAnError()
    {
        var rows = Fill();
        var whole = File.ReadAllBytes(Store);
        var errors = 0;
        for (var seed = 0; seed < 40; seed++)
            errors += ReadsTruthOrFails(whole[..new Random(seed).Next(100, whole.Length)], rows) ? 0 : 1;
        Assert.True(errors > 20, $"Only {errors} of the cuts were met with an error.");
    }

    public void Dispose() => folder.Dispose();

    private static void Execute(System.Data.Common.DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void AssertRefused(string path, string reason)
    {
        var error = Assert.Throws<CheckpointStoreException>(() => SqliteCheckpointStore.Open(path, Hasty));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    private Dictionary<string, StoredRow> Fill()
    {
        var rows = Enumerable.Range(0, 400).Select(i => Row($"k{i:D3}", new string((char)('a' + (i % 26)), 50 + (i * 7 % 300)), i, 1000 - i, (uint)i)).ToList();
        using (var store = SqliteCheckpointStore.Open(Store))
            store.Commit(store.Open(Partition), 1, rows);
        return rows.ToDictionary(row => row.Key);
    }

    /// <summary>True when all was read and right. A single key that is not found, or a due that an index has lost, is beyond what is promised.</summary>
    private bool ReadsTruthOrFails(byte[] bytes, Dictionary<string, StoredRow> rows)
    {
        var path = folder.Path("damaged.db");
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        File.WriteAllBytes(path, bytes);
        try
        {
            using var store = SqliteCheckpointStore.Open(path);
            var source = store.Actors(Partition, RouteShare.All);
            var found = source.Due(0, 200).Concat(source.Wake(900, 1000)).Concat([source.Load("k007"), source.Load("k399")]);
            Assert.All(found, row => Assert.True(row is null || rows[row.Key] == row));
            Assert.Equal(rows.Values.OrderBy(row => row.Key, StringComparer.Ordinal), source.All());
            Assert.Equal("head 1", Encoding.Latin1.GetString(store.Open(Partition).Head.Span));
            return true;
        }
        catch (CheckpointStoreException error)
        {
            Assert.False(error.IsTransient, error.Message);
            return false;
        }
    }
}
