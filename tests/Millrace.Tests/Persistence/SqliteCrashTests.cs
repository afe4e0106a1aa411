using System.Text;
using Millrace.Actors.Checkpoints;
using Millrace.Persistence.Sqlite;
using Millrace.Tests.Host;
using static Millrace.Tests.Persistence.StoreRows;

namespace Millrace.Tests.Persistence;

/// <summary>
/// What a loss of power may leave: the write-ahead log cut off or garbled behind what was forced to the disk, and, while its pages are copied, a database of which any pages are new and
/// the others old. Each such state is put together from the files of a running store and opened.
/// </summary>
public sealed class SqliteCrashTests : IDisposable
{
    private const int Keys = 120;
    private const int PageBytes = 4096;

    private readonly ScratchFolder folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Crash_InTheMiddleOfACommit_LeavesTheOneBeforeOrThisOne(int seed)
    {
        var random = new Random(seed);
        var path = folder.Path("store.db");
        using var store = SqliteCheckpointStore.Open(path);
        var opened = store.Open(Partition);
        var before = Files(path);
        for (var number = 1; number <= 12; number++)
        {
            Commit(store, opened, number, random);
            var after = Files(path);
            // The log is only appended to here: it is emptied at 16 MiB. What was forced by the commit before is whole; behind it anything may have happened.
            // Garbage in stretches, as a disk leaves it: single bits flipped in pairs can cancel in the sums of SQLite's log, which are made against torn writes, not against that.
            for (var cut = 0; cut < 6; cut++)
            {
                var length = random.Next(before.Log.Length, after.Log.Length + 1);
                var log = after.Log[..length];
                for (var i = before.Log.Length + random.Next(5000); random.Next(2) == 0 && i < log.Length; i += random.Next(1, 5000))
                    random.NextBytes(log.AsSpan(i, Math.Min(64, log.Length - i)));
                Assert.InRange(Check(before.Database, log), number - 1, number);
            }

            Assert.Equal(number, Check(after.Database, after.Log));
            before = after;
        }
    }

    [Fact]
    public void Crash_WhileTheLogIsCopied_LosesNothing()
    {
        var random = new Random(9);
        var path = folder.Path("store.db");
        using var store = SqliteCheckpointStore.Open(path);
        var opened = store.Open(Partition);
        var number = 0;
        for (var turn = 0; turn < 4; turn++)
        {
            for (var i = 0; i < 5; i++)
                Commit(store, opened, ++number, random);
            var before = Files(path);
            using (var other = SqliteConnections.Open(path))
            {
                using var command = other.CreateCommand();
                command.CommandText = "PRAGMA wal_checkpoint(FULL)";
                command.ExecuteScalar();
            }

            var after = Files(path);
            Assert.NotEqual(before.Database, after.Database);
            for (var mix = 0; mix < 8; mix++)
            {
                var pages = new byte[Math.Max(before.Database.Length, after.Database.Length)];
                for (var page = 0; page < pages.Length; page += PageBytes)
                {
                    var source = page >= before.Database.Length || (page < after.Database.Length && random.Next(2) == 0) ? after.Database : before.Database;
                    source.AsSpan(page, PageBytes).CopyTo(pages.AsSpan(page));
                }

                Assert.Equal(number, Check(pages, before.Log));
            }
        }
    }

    public void Dispose() => folder.Dispose();

    private static (byte[] Database, byte[] Log) Files(string path) => (Shared(path), Shared(path + "-wal"));

    private static byte[] Shared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Each checkpoint changes each key, so that a mixture shows.</summary>
    private static void Commit(ICheckpointStore store, OpenedPartition opened, int number, Random random) =>
        store.Commit(opened, number, Enumerable.Range(0, Keys).Select(i => Row($"k{i}", $"{number} {new string('s', random.Next(400))}", due: number, wake: i)));

    /// <summary>Opens the files and tells the number of the checkpoint they hold, whole.</summary>
    private long Check(byte[] database, byte[] log)
    {
        var path = folder.Path("crashed.db");
        File.Delete(path + "-shm");
        File.WriteAllBytes(path, database);
        File.WriteAllBytes(path + "-wal", log);
        using var store = SqliteCheckpointStore.Open(path);
        var opened = store.Open(Partition);
        var source = store.Actors(Partition, RouteShare.All);
        var rows = source.All();
        Assert.Equal(opened.Number == 0 ? "" : $"head {opened.Number}", Encoding.Latin1.GetString(opened.Head.Span));
        Assert.Equal(opened.Number == 0 ? 0 : Keys, rows.Count);
        Assert.Equal(rows.Count, source.Count);
        Assert.All(rows, row => Assert.Equal(($"{opened.Number}", opened.Number), (row.State.Split(' ')[0], row.Due)));
        Assert.Equal(rows.Count, source.Due(opened.Number - 1, opened.Number).Count);
        return opened.Number;
    }
}
