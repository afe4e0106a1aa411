using System.Text;
using Millrace.Actors.Checkpoints;
using Millrace.Actors.Kernel;
using Millrace.Messages;
using Millrace.Messages.Codecs;
using Millrace.TestKit;

namespace Millrace.Tests.Checkpoints;

/// <summary>
/// A case run with checkpoints, crashes, passivation, ticks and other numbers of shards at random moments; what a crash finds uncommitted is thrown away, as the outputs' log does.
/// </summary>
internal sealed class CheckpointRun : IDisposable
{
    private const string Partition = "pipeline/topic/0";

    private readonly CheckpointCase input;
    private readonly Random random;
    private readonly MemoryCheckpointStore store = new();
    private readonly List<string> committed = [];
    private readonly List<string> pending = [];
    private readonly Dictionary<string, int> probes;
    private Shard[] shards = [];
    private OutputJson json = null!;
    private int side;
    private int position;
    private long epoch;
    private long number;
    private int pendingAtBarrier = -1;

    private CheckpointRun(CheckpointCase input, int seed, Dictionary<string, int> probes)
    {
        this.input = input;
        this.probes = probes;
        random = new Random(seed);
    }

    /// <summary>The outputs of one shard that takes in everything at once and is never stopped.</summary>
    public static List<string> Plain(CheckpointCase input)
    {
        using var run = new CheckpointRun(input, 0, []);
        run.json = input.Json(0);
        run.shards = [input.Create(0, RouteShare.All, null)];
        while (run.position < input.Count)
            run.Process(input.Count);
        run.Finish();
        return run.Sorted();
    }

    /// <summary>The outputs of a run full of disturbances.</summary>
    public static List<string> Disturbed(CheckpointCase input, int seed, Dictionary<string, int> probes)
    {
        using var run = new CheckpointRun(input, seed, probes);
        run.Open();
        while (run.position < input.Count)
            run.Step();
        run.Finish();
        Assert.Equal(input.Batch(0).Kinds.Take(input.Count).Count(kind => kind == RowKind.Reading), run.shards.Sum(shard => shard.Statistics.Readings));
        return run.Sorted();
    }

    public void Dispose() => store.Dispose();

    private List<string> Sorted() => [.. committed.Concat(pending).OrderBy(KeyOf, StringComparer.Ordinal)];

    /// <summary>Of one actor the order counts; outputs without a key have none, so their text decides.</summary>
    private static string KeyOf(string line) => line[..line.IndexOf('\n', StringComparison.Ordinal)];

    private void Step()
    {
        Process(position + random.Next(1, random.Next(2) == 0 ? 3 : 20));
        switch (random.Next(8))
        {
            case 0 or 1 when pendingAtBarrier < 0:
                Checkpoint();
                break;
            case 2 when pendingAtBarrier >= 0:
                Acknowledge();
                break;
            case 3:
                Crash();
                break;
            case 4:
                foreach (var shard in shards)
                    Probe("passivated", shard.Passivate(random.Next(3) * 1000));
                break;
            case 5 when position < input.Count:
                Tick(random.NextInt64(input.Arrivals[position - 1], input.Arrivals[position] + 1));
                break;
            case 6:
                Acknowledge();
                if (random.Next(2) == 0)
                    Checkpoint();
                Acknowledge();
                foreach (var shard in shards)
                    Probe("passivated", shard.Passivate(0));
                break;
        }
    }

    private void Process(int upTo)
    {
        var batch = input.Batch(side);
        var to = Math.Min(upTo, input.Count);
        while (position < to)
        {
            var next = position + 1;
            while (next < to && input.PartitionOf[next] == input.PartitionOf[position])
                next++;
            batch.Partition = input.PartitionOf[position];
            foreach (var shard in shards)
            {
                shard.Process(batch, position, next);
                Take(shard);
            }

            position = next;
        }
    }

    private void Finish()
    {
        Tick(input.End);
        foreach (var shard in shards)
        {
            for (var partition = 0; partition < input.Partitions; partition++)
                shard.Finish(partition);
            Take(shard);
        }
    }

    private void Tick(long time)
    {
        foreach (var shard in shards)
        {
            shard.Tick(DateTimeOffset.FromUnixTimeMilliseconds(time));
            Assert.True(shard.NextWake > time, $"{input.About}: at {time} the next wake is {shard.NextWake}");
            Take(shard);
        }
    }

    private void Checkpoint()
    {
        var head = new StateWriter(input.Symbols(side));
        shards[0].WriteHead(head);
        var same = new StateWriter(input.Symbols(side));
        shards[^1].WriteHead(same);
        Assert.Equal(head.Written.ToArray(), same.Written.ToArray());
        head.Integer(position);
        head.Raw(shards.Aggregate(default(ShardStatistics), static (sum, shard) => new ShardStatistics
        {
            Readings = sum.Readings + shard.Statistics.Readings,
            Watermarks = sum.Watermarks + shard.Statistics.Watermarks,
            DeadLetters = sum.DeadLetters + shard.Statistics.DeadLetters,
            Late = sum.Late + shard.Statistics.Late,
        }));
        var changes = new List<ActorRows>();
        foreach (var shard in shards)
        {
            changes.Add(new ActorRows());
            shard.TakeChanges(changes[^1]);
        }

        Probe("empty rows", changes.Sum(rows => Enumerable.Range(0, rows.Count).Count(i => rows[i].State.IsEmpty)));
        store.Commit(new Checkpoint(Partition, epoch, ++number, head.Written.ToArray(), changes));
        committed.AddRange(pending);
        pending.Clear();
        pendingAtBarrier = 0;
    }

    private void Acknowledge()
    {
        pendingAtBarrier = -1;
        foreach (var shard in shards)
            shard.Committed();
    }

    private void Crash()
    {
        pending.Clear();
        pendingAtBarrier = -1;
        side = 1 - side;
        Probe("crashes", 1);
        Open();
    }

    private void Open()
    {
        var opened = store.Open(Partition);
        (epoch, number) = (opened.Epoch, opened.Number);
        json = input.Json(side);
        var count = random.Next(1, CheckpointCase.MaxShards + 1);
        shards = [.. Enumerable.Range(0, count).Select(i => input.Create(side, new RouteShare(i, count), store.Actors(Partition, new RouteShare(i, count))))];
        position = 0;
        var isLazy = random.Next(3) > 0;
        for (var i = 0; i < count && !opened.Head.IsEmpty; i++)
        {
            var reader = new StateReader(opened.Head.Span, input.Symbols(side));
            shards[i].ReadHead(ref reader);
            position = (int)reader.Integer();
            if (i == 0)
                shards[i].RestoreStatistics(reader.Raw<ShardStatistics>());
            Assert.All(shards[i].Changes, change => Assert.Equal(TableChangeKind.Kept, change.Kind));
            if (!isLazy)
                shards[i].LoadAll();
        }
    }

    private void Take(Shard shard)
    {
        for (var i = 0; i < shard.Outputs.Count; i++)
        {
            ref readonly var output = ref shard.Outputs.Items[i];
            var line = Encoding.UTF8.GetString(json.Encode(shard.Outputs, i));
            var owner = output.Key == 0 ? line.TrimEnd() : $"{output.Table:00} {input.Symbols(side).Text(output.Key)}";
            pending.Add(owner + "\n" + line);
            Probe(output.Kind.ToString(), 1);
        }

        shard.Outputs.Clear();
    }

    private void Probe(string name, int count) => probes[name] = probes.GetValueOrDefault(name) + count;
}
