using System.Text;
using Millrace.Actors.Checkpoints;
using Millrace.Actors.Kernel;
using Millrace.Actors.Windows;
using Millrace.Messages;
using Millrace.TestKit;

namespace Millrace.Tests.Checkpoints;

public sealed class ShardCheckpointTests : IDisposable
{
    private static readonly ReadingSchema Schema = ReadingSchema.Create(("key", FieldType.Text, true));

    private readonly MemoryCheckpointStore store = new();
    private readonly SymbolTable symbols = new();
    private long epoch;
    private long number;

    [Fact]
    public void TakeChanges_OnlyWhatChanged_AndAnEmptyRowWhenTheStateIsGone()
    {
        var shard = Open(Counting("w", 10));
        Send(shard, 1, "a", "b");
        Assert.Equal(["a", "b"], Commit(shard));
        Send(shard, 2, "b");
        Assert.Equal(["b"], Commit(shard));
        Send(shard, 1_000, "c");
        Assert.Equal(["a gone", "b gone", "c"], Commit(shard));
        Assert.Empty(Commit(shard));
        Assert.Equal(1, store.RowsOf("p"));
    }

    [Fact]
    public void TakeChanges_BeforeTheLastAreCommitted_IsRefused()
    {
        var shard = Open(Counting("w", 10));
        Send(shard, 1, "a");
        shard.TakeChanges(new ActorRows());
        Assert.Throws<InvalidOperationException>(() => shard.TakeChanges(new ActorRows()));
    }

    [Fact]
    public void Passivate_OnlyWhatIsCommitted_AndGivesMemoryBack()
    {
        var shard = Open(Counting("w", 10));
        Send(shard, 1, "a", "b", "c");
        Assert.Equal(0, shard.Passivate(0));
        Commit(shard);
        Send(shard, 2, "b");
        Assert.Equal(2, shard.Passivate(0));
        var resident = shard.ResidentBytes;
        Send(shard, 3, "a");
        Assert.True(shard.ResidentBytes > resident);
        Assert.Equal(["a 2", "b 2", "c 1"], Finish(shard).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ReadHead_OtherTables_SaysWhatBecameOfEachAndPassesOverOldState()
    {
        var shard = Open(Counting("same", 10), Counting("other", 10), Counting("gone", 10));
        Send(shard, 1, "a");
        Commit(shard);
        shard = Open(Counting("new", 10), Counting("other", 20), Counting("same", 10));

        Assert.Equal(
            ["new New", "other Changed", "same Kept", "gone Removed"], shard.Changes.Select(change => $"{change.Table} {change.Kind}"));
        Send(shard, 2, "a");
        Assert.Equal(["a 1", "a 1", "a 2"], Finish(shard).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ReadHead_ATableThatCameBackWithItsOldDefinition_DoesNotFindItsOldState()
    {
        var shard = Open(Counting("w", 10));
        Send(shard, 1, "a");
        Commit(shard);
        shard = Open(Counting("w", 20));
        Send(shard, 2, "b");
        Commit(shard);
        shard = Open(Counting("w", 10));
        Send(shard, 3, "a");
        Assert.Equal(["a 1"], Finish(shard));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IdleTimeout_ASensorThatFellSilentBeforeTheRestart_ClosesItsWindowWhileAbsent(bool byArrival)
    {
        var strategy = new WatermarkStrategy { PerKey = true, IdleTimeout = TimeSpan.FromSeconds(60) };
        var shard = Open(strategy, Counting("w", 10));
        Send(shard, 1, 100_000, "a");
        Commit(shard);
        shard = Open(strategy, Counting("w", 10));
        Assert.Equal(160_000, shard.NextWake);
        if (byArrival)
            Send(shard, 1, 160_000, "b");
        else
            shard.Tick(DateTimeOffset.FromUnixTimeMilliseconds(160_000));

        Assert.Equal(["a 1"], Take(shard));
    }

    public void Dispose() => store.Dispose();

    private static ActorTable Counting(string name, int size) =>
        WindowActors.Create(new WindowDefinition(name, new TumblingWindow(TimeSpan.FromMilliseconds(size)), [new AggregateDefinition("n", "count")]), Schema.Find("key")!);

    private Shard Open(params ReadOnlySpan<ActorTable> tables) => Open(new WatermarkStrategy(), tables);

    private Shard Open(WatermarkStrategy strategy, params ReadOnlySpan<ActorTable> tables)
    {
        var opened = store.Open("p");
        epoch = opened.Epoch;
        var shard = new Shard(new ShardOptions(Schema, symbols) { Watermark = strategy, Actors = store.Actors("p", RouteShare.All) }, tables.ToArray());
        if (opened.Head.IsEmpty)
            return shard;
        var reader = new StateReader(opened.Head.Span, symbols);
        shard.ReadHead(ref reader);
        return shard;
    }

    private void Send(Shard shard, long time, params ReadOnlySpan<string> keys) => Send(shard, time, 0, keys);

    private void Send(Shard shard, long time, long arrival, params ReadOnlySpan<string> keys)
    {
        var batch = new ReadingBatch(Schema, symbols, keys.Length) { Count = keys.Length };
        for (var row = 0; row < keys.Length; row++)
        {
            batch.Times[row] = time;
            batch.Arrivals[row] = arrival;
            batch.Symbols[0][row] = symbols.Intern(keys[row]);
        }

        shard.Process(batch, 0, batch.Count);
    }

    private List<string> Commit(Shard shard)
    {
        var head = new StateWriter(symbols);
        shard.WriteHead(head);
        var rows = new ActorRows();
        shard.TakeChanges(rows);
        store.Commit(new Checkpoint("p", epoch, ++number, head.Written.ToArray(), [rows]));
        shard.Committed();
        return [.. Enumerable.Range(0, rows.Count).Select(i => Encoding.UTF8.GetString(rows[i].Key) + (rows[i].State.IsEmpty ? " gone" : ""))];
    }

    private List<string> Finish(Shard shard)
    {
        shard.Finish(0);
        return Take(shard);
    }

    private List<string> Take(Shard shard)
    {
        List<string> lines = [];
        foreach (var output in shard.Outputs.Items)
            lines.Add($"{symbols.Text(output.Key)} {shard.Outputs.Values[output.FirstValue]}");
        shard.Outputs.Clear();
        return lines;
    }
}
