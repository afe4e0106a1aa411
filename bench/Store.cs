using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;
using Millrace.Actors.Checkpoints;
using Millrace.Persistence.Sqlite;

namespace Millrace.Bench;

/// <summary>The SQLite store: commits, loading, looking up; beside each what a plain program would do in the same minute.</summary>
public static class Store
{
    private const string Partition = "bench/readings/0";
    private const int StateBytes = 200;

    public static void Run(int many)
    {
        var folder = Directory.CreateTempSubdirectory("millrace-bench-").FullName;
        try
        {
            Small(Path.Combine(folder, "small.db"), folder);
            Large(Path.Combine(folder, "large.db"), folder, many);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Small(string path, string folder)
    {
        using var store = SqliteCheckpointStore.Open(path);
        var epoch = store.Open(Partition).Epoch;
        var number = 0L;
        Commit(store, epoch, ref number, Rows(0, 10_000, 1, 0));
        var same = Median(15, _ => Commit(store, epoch, ref number, Rows(0, 10_000, 1, 0)));
        var moved = Median(15, i => Commit(store, epoch, ref number, Rows(0, 10_000, 1, i + 1)));
        var both = Median(15, i => Commit(store, epoch, ref number, Rows(0, 10_000, 1, i + 1, wakes: true)));
        var plain = Plain(Path.Combine(folder, "plain.db"), 10_000);
        var bytes = Forced(Path.Combine(folder, "bytes"), 10_000 * (StateBytes + 14));
        Print("commit 10,000 rows, due as before", same, "INSERT OR REPLACE by commands", plain);
        Print("commit 10,000 rows, each due moved", moved, "INSERT OR REPLACE by commands", plain);
        Print("commit 10,000 rows, each due and wake moved", both, "INSERT OR REPLACE by commands", plain);
        Print("commit 10,000 rows, due as before", same, "write + fsync of the bytes", bytes);
    }

    private static void Large(string path, string folder, int many)
    {
        using var store = SqliteCheckpointStore.Open(path);
        var epoch = store.Open(Partition).Epoch;
        var number = 0L;
        var fill = Stopwatch.StartNew();
        for (var from = 0; from < many; from += 100_000)
            Commit(store, epoch, ref number, Rows(from, Math.Min(many, from + 100_000), 1, 0));
        Console.WriteLine(FormattableString.Invariant($"filled with {many} rows in {fill.Elapsed.TotalSeconds:F1} s; {(new FileInfo(path).Length + new FileInfo(path + "-wal").Length) / 1048576} MiB"));
        var few = Median(41, i => Commit(store, epoch, ref number, Rows(i, many, many / 100, i + 1)));
        var scattered = Median(5, i => Commit(store, epoch, ref number, Rows(i, many, many / 10_000, i + 100)));
        Print($"commit 100 among {many}", few, "write + fsync of the bytes", Forced(Path.Combine(folder, "bytes"), 100 * (StateBytes + 14)));
        Print($"commit 10,000 among {many}", scattered, "write + fsync of the bytes", Forced(Path.Combine(folder, "bytes"), 10_000 * (StateBytes + 14)));

        var actors = store.Actors(Partition, RouteShare.All);
        var half = store.Actors(Partition, new RouteShare(1, 2));
        var sum = 0L;
        var all = Median(3, _ => Time(() => actors.LoadAll(rows => sum += rows.Bytes)));
        Print($"load all {many}", all, "SELECT by commands", PlainScan(path));
        Print($"load all {many}, one shard of two", Median(3, _ => Time(() => half.LoadAll(rows => sum += rows.Bytes))), "all", all);
        var random = new Random(1);
        var into = new ActorRows();
        var key = new byte[14];
        var load = Median(5, _ => Time(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                into.Clear();
                Key(random.Next(many), key);
                sum += actors.TryLoad("sensor", key, into) ? 1 : 0;
            }
        })) / 10_000;
        var fresh = Median(201, i =>
        {
            Commit(store, epoch, ref number, Rows(i, i + 1, 1, i));
            into.Clear();
            Key(random.Next(many), key);
            return Time(() => actors.TryLoad("sensor", key, into));
        });
        Micro("try load, one key after another", load);
        Micro("try load, first after a commit", fresh);
        Micro("next due", Median(101, i => Time(() => sum += actors.NextDue(i * 1000))));
        Micro("next due, one shard of two", Median(101, i => Time(() => sum += half.NextDue(i * 1000))));
        Micro("load due, 100 rows", Median(101, i => Time(() => actors.LoadDue((i * 900) - 1, (i * 900) + (1000L * 100 * 100 / many), into))));
        Micro("count", Median(101, _ => Time(() => sum += actors.Count)));
        Micro("count, one shard of two, first", Time(() => sum += half.Count));
        Micro("count, one shard of two, then", Median(101, _ => Time(() => sum += half.Count)));
        Console.WriteLine(FormattableString.Invariant($"checksum {sum}"));
    }

    private static double Commit(SqliteCheckpointStore store, long epoch, ref long number, ActorRows rows)
    {
        var checkpoint = new Checkpoint(Partition, epoch, ++number, new byte[256], [rows]);
        return Time(() => store.Commit(checkpoint));
    }

    /// <summary>Rows as a shard hands them over: not in the order of the table. Dues are spread over 100 s.</summary>
    private static ActorRows Rows(int from, int to, int step, int round, bool wakes = false)
    {
        var rows = new ActorRows();
        var random = new Random(round);
        var state = new byte[StateBytes];
        var key = new byte[14];
        var numbers = Enumerable.Range(0, ((to - from - 1) / step) + 1).Select(i => from + (i * step)).ToArray();
        random.Shuffle(numbers);
        foreach (var number in numbers)
        {
            random.NextBytes(state);
            Key(number, key);
            rows.Add(new ActorRow { KeyField = "sensor", Key = key, Route = (uint)number * 2654435761u, Due = (number % 100_000) + (round * 10_000L), Wake = wakes ? number + (round * 1000L) : long.MaxValue, State = state });
        }

        return rows;
    }

    private static void Key(int number, byte[] key)
    {
        "sensor-"u8.CopyTo(key);
        number.TryFormat(key.AsSpan(7), out _, "D7", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static double Plain(string path, int count)
    {
        using var connection = SqliteConnections.Open(path);
        using var command = (SqliteCommand)connection.CreateCommand();
        command.CommandText = "CREATE TABLE state (key TEXT PRIMARY KEY, bytes BLOB)";
        command.ExecuteNonQuery();
        command.CommandText = "INSERT OR REPLACE INTO state VALUES (@key, @bytes)";
        var key = command.Parameters.Add("@key", SqliteType.Text);
        var bytes = command.Parameters.Add("@bytes", SqliteType.Blob);
        var state = new byte[StateBytes];
        return Median(15, _ => Time(() =>
        {
            using var transaction = (SqliteTransaction)connection.BeginTransaction();
            command.Transaction = transaction;
            for (var i = 0; i < count; i++)
            {
                key.Value = FormattableString.Invariant($"sensor-{i:D7}");
                bytes.Value = state;
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }));
    }

    private static double PlainScan(string path)
    {
        using var connection = SqliteConnections.Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT key, due, wake, state FROM actor";
        return Median(3, _ => Time(() =>
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
                BinaryPrimitives.TryReadInt32LittleEndian(reader.GetFieldValue<byte[]>(3), out var _);
        }));
    }

    private static double Forced(string path, int bytes)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var block = Encoding.ASCII.GetBytes(new string('x', bytes));
        return Median(15, _ => Time(() =>
        {
            file.Write(block);
            file.Flush(flushToDisk: true);
        }));
    }

    private static double Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(int turns, Func<int, double> turn) => Enumerable.Range(0, turns).Select(turn).Order().ElementAt(turns / 2);

    private static void Print(string name, double ours, string baseline, double theirs) =>
        Console.WriteLine(FormattableString.Invariant($"{name,-44} {ours,9:F2} ms  {ours / theirs,6:F2} times {baseline,-32} {theirs,9:F2} ms"));

    private static void Micro(string name, double milliseconds) => Console.WriteLine(FormattableString.Invariant($"{name,-44} {milliseconds * 1000,9:F1} µs"));
}
