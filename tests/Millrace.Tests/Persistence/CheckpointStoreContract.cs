using System.Text;
using Millrace.Actors.Checkpoints;
using static Millrace.Tests.Persistence.StoreRows;

namespace Millrace.Tests.Persistence;

/// <summary>What every checkpoint store must do; each implementation inherits these tests.</summary>
public abstract class CheckpointStoreContract : IDisposable
{
    /// <summary>The store, empty. Called once a test.</summary>
    protected abstract ICheckpointStore Create();

    /// <summary>The same data as a process started anew would see it, and another owner might beside the first.</summary>
    protected abstract ICheckpointStore Again();

    public virtual void Dispose() => GC.SuppressFinalize(this);

    [Fact]
    public void Open_FirstTime_HasNoCheckpoint()
    {
        using var store = Create();
        var opened = store.Open(Partition);
        Assert.Equal((0, 0), (opened.Number, opened.Head.Length));
        Assert.True(opened.Epoch > 0);
        Assert.Equal(0, store.Actors(Partition, RouteShare.All).Count);
    }

    [Fact]
    public void Actors_PartitionNeverOpened_AreNone()
    {
        using var store = Create();
        var source = store.Actors("nobody/knows/1", RouteShare.All);
        Assert.Empty(source.All());
        Assert.Null(source.Load("k"));
        Assert.Equal((0, long.MaxValue, long.MaxValue), (source.Count, source.NextDue(long.MinValue), source.NextWake(long.MinValue)));
        Assert.Empty(source.Due(0, 10));
    }

    [Fact]
    public void Commit_OpenedAgain_AllIsThere()
    {
        StoredRow[] rows = [Row("a", "state a", 5, 7, 3), Row("b", "state b", field: "machine"), Row("a", "as machine", 9, field: "machine")];
        using var store = Create();
        var first = store.Open(Partition);
        store.Commit(first, 1, rows);
        store.SetValue("sink", "12"u8);
        using var other = Again();
        var second = other.Open(Partition);
        Assert.Equal((1, "head 1"), (second.Number, Encoding.Latin1.GetString(second.Head.Span)));
        Assert.True(second.Epoch > first.Epoch);
        Assert.Equal(Read(Of(rows)), other.Actors(Partition, RouteShare.All).All());
        Assert.Equal("12"u8, other.GetValue("sink").Span);
    }

    [Fact]
    public void Commit_UnderAnOlderEpoch_IsFencedAndChangesNothing()
    {
        using var store = Create();
        var first = store.Open(Partition);
        store.Commit(first, 1, Row("a", "one"));
        using var other = Again();
        var second = other.Open(Partition);
        Assert.Throws<FencedException>(() => store.Commit(first, 2, Row("a", "two"), Row("b", "two")));
        other.Commit(second, 2, Row("c", "other"));
        Assert.Throws<FencedException>(() => store.Commit(first, 2, Row("a", "two"), Row("c", "")));
        Assert.Equal([Row("a", "one"), Row("c", "other")], store.Actors(Partition, RouteShare.All).All());
        Assert.Equal("head 2", Encoding.Latin1.GetString(other.Open(Partition).Head.Span));
    }

    [Fact]
    public void Commit_Fenced_LeavesTheStoreUsable()
    {
        using var store = Create();
        var first = store.Open(Partition);
        var second = store.Open(Partition);
        Assert.Throws<FencedException>(() => store.Commit(first, 1, Row("a", "one")));
        store.Commit(second, 1, Row("a", "two"));
        Assert.Equal("two", store.Actors(Partition, RouteShare.All).Load("a")!.State);
    }

    [Fact]
    public void Commit_Twice_IsAsOnce()
    {
        using var store = Create();
        var opened = store.Open(Partition);
        store.Commit(opened, 1, Row("a", "one", route: 1), Row("b", "one", route: 2));
        for (var i = 0; i < 2; i++)
        {
            store.Commit(opened, 2, Row("a", "", route: 1), Row("b", "two", 8, route: 7), Row("c", "two", route: 9));
            Assert.Equal([Row("b", "two", 8, route: 7), Row("c", "two", route: 9)], store.Actors(Partition, RouteShare.All).All());
            Assert.Equal(2, store.Actors(Partition, RouteShare.All).Count);
        }
    }

    [Fact]
    public void Commit_KeyTwice_TheLastHolds()
    {
        using var store = Create();
        var opened = store.Open(Partition);
        store.Commit(new Checkpoint(Partition, opened.Epoch, 1, Head(1), [Of(Row("a", "one", 1), Row("b", "one"), Row("a", "two", 2)), Of(Row("b", ""))]));
        var source = store.Actors(Partition, RouteShare.All);
        Assert.Equal([Row("a", "two", 2)], source.All());
        Assert.Equal((1, long.MaxValue), (source.Count, source.NextDue(2)));
    }

    [Fact]
    public void Load_ByDue_AfterIsOutsideAndUpToInside()
    {
        using var store = Create();
        var opened = store.Open(Partition);
        StoredRow[] rows = [Row("a", "x", 10), Row("b", "x", 20), Row("c", "x", 20), Row("d", "x", 30), Row("e", "x"), Row("f", "x", -5), Row("g", "x", long.MaxValue - 1)];
        store.Commit(opened, 1, rows);
        var source = store.Actors(Partition, RouteShare.All);
        Assert.Equal([10, 20, 30], new long[] { 9, 10, 20 }.Select(source.NextDue));
        Assert.Equal((-5, long.MaxValue - 1, long.MaxValue), (source.NextDue(long.MinValue), source.NextDue(30), source.NextDue(long.MaxValue - 1)));
        Assert.Equal(["b", "c"], source.Due(10, 20).Select(row => row.Key));
        Assert.Equal(["b", "c", "d"], source.Due(10, 30).Select(row => row.Key));
        Assert.Equal(["a", "f"], source.Due(long.MinValue, 19).Select(row => row.Key));
        Assert.Empty(source.Due(20, 29));
        Assert.Equal(["g"], source.Due(30, long.MaxValue - 1).Select(row => row.Key));
    }

    [Fact]
    public void Load_ByWake_IsApartFromDue()
    {
        using var store = Create();
        var opened = store.Open(Partition);
        store.Commit(opened, 1, Row("a", "x", 10, 100), Row("b", "x", 100, 10), Row("c", "x", 20));
        var source = store.Actors(Partition, RouteShare.All);
        Assert.Equal([10, 100, long.MaxValue], new long[] { 0, 10, 100 }.Select(source.NextWake));
        Assert.Equal([Row("b", "x", 100, 10)], source.Wake(0, 10));
        Assert.Equal([Row("a", "x", 10, 100)], source.Wake(10, 100));
    }

    [Fact]
    public void Load_AfterDueAndWakeMoved_FindsTheNewOnly()
    {
        using var store = Create();
        var opened = store.Open(Partition);
        store.Commit(opened, 1, Row("a", "x", 10, 11));
        store.Commit(opened, 2, Row("a", "y", 20, 21));
        var source = store.Actors(Partition, RouteShare.All);
        Assert.Equal((20, 21), (source.NextDue(0), source.NextWake(0)));
        Assert.Empty(source.Due(0, 19));
        store.Commit(opened, 3, Row("a", "z"));
        Assert.Equal((long.MaxValue, long.MaxValue), (source.NextDue(0), source.NextWake(0)));
        store.Commit(opened, 4, Row("a", ""));
        Assert.Null(source.Load("a"));
        Assert.Equal(0, source.Count);
    }

    [Fact]
    public void Shares_OfSeveral_AreEachOthersRest()
    {
        using var store = Create();
        var opened = store.Open(Partition);
        var random = new Random(3);
        var rows = Enumerable.Range(0, 500).Select(i => Row($"k{i:D3}", "s", i, 1000 - i, (uint)random.NextInt64(1L << 32))).ToList();
        store.Commit(opened, 1, rows);
        foreach (var shards in new[] { 1, 2, 3, 7, 64 })
        {
            var sources = Enumerable.Range(0, shards).Select(i => store.Actors(Partition, new RouteShare(i, shards))).ToList();
            for (var i = 0; i < shards; i++)
            {
                var mine = rows.Where(row => new RouteShare(i, shards).Has(row.Route)).ToList();
                Assert.Equal(mine, sources[i].All());
                Assert.Equal(mine.Count, sources[i].Count);
                Assert.Equal(mine.Where(row => row.Due is > 100 and <= 200), sources[i].Due(100, 200));
                Assert.Equal(mine.Where(row => row.Wake is > 600 and <= 700), sources[i].Wake(600, 700));
                Assert.Equal(mine.Where(row => row.Due > 250).Select(row => row.Due).DefaultIfEmpty(long.MaxValue).Min(), sources[i].NextDue(250));
                Assert.All(rows.Take(50), row => Assert.Equal(mine.Contains(row), sources[i].Load(row.Key) is not null));
            }

            foreach (var source in sources.OfType<IDisposable>())
                source.Dispose();
        }
    }

    [Fact]
    public void Count_OfAShare_FollowsEachCommit()
    {
        using var store = Create();
        var opened = store.Open(Partition);
        var share = new RouteShare(1, 3);
        var source = store.Actors(Partition, share);
        var model = new Dictionary<string, StoredRow>();
        var random = new Random(4);
        for (var number = 1; number < 60; number++)
        {
            var rows = Enumerable.Range(0, 20).Select(_ => Row($"k{random.Next(40)}", random.Next(3) == 0 ? "" : "s", route: (uint)random.NextInt64(1L << 32))).DistinctBy(row => row.Key).ToList();
            store.Commit(opened, number, rows);
            foreach (var row in rows)
                model[row.Key] = row;
            Assert.Equal(model.Values.Count(row => row.State.Length > 0 && share.Has(row.Route)), source.Count);
            if (number % 20 == 0)
                opened = store.Open(Partition);
        }
    }

    [Fact]
    public void Partitions_Several_AreApart()
    {
        using var store = Create();
        var mine = store.Open(Partition);
        var theirs = store.Open("p/readings/1");
        store.Commit(mine, 1, Row("a", "mine", 1));
        store.Commit(new Checkpoint("p/readings/1", theirs.Epoch, 4, Head(4), [Of(Row("a", "theirs", 2), Row("b", "theirs"))]));
        store.Commit(mine, 2, Row("b", ""));
        Assert.Equal([Row("a", "mine", 1)], store.Actors(Partition, RouteShare.All).All());
        Assert.Equal([Row("a", "theirs", 2), Row("b", "theirs")], store.Actors("p/readings/1", RouteShare.All).All());
        Assert.Equal((2, 4), (store.Open(Partition).Number, store.Open("p/readings/1").Number));
        Assert.Equal(2, store.Actors("p/readings/1", RouteShare.All).NextDue(0));
    }

    [Fact]
    public void Keys_OfAnyBytes_AreKept()
    {
        StoredRow[] rows = [Row("", "empty"), Row("\0", "zero"), Row("\0\0", "zeros"), Row("\u00FF\u00FE'\"", "no UTF-8"), Row(new string('k', 20_000), "long"), Row("k", "\0"), Row("ü", "x", field: "Maschine ü")];
        using var store = Create();
        store.Commit(store.Open(Partition), 1, rows);
        var source = store.Actors(Partition, RouteShare.All);
        Assert.Equal(Read(Of(rows)), source.All());
        Assert.All(rows, row => Assert.Equal(row, source.Load(row.Key, row.Field)));
    }

    [Fact]
    public void State_OfFiveMegabytes_IsKept()
    {
        var state = new byte[5_000_000];
        new Random(1).NextBytes(state);
        StoredRow[] rows = [Row("big", Encoding.Latin1.GetString(state), 1), Row("small", "s", 2)];
        using var store = Create();
        var opened = store.Open(Partition);
        store.Commit(opened, 1, rows);
        var source = store.Actors(Partition, RouteShare.All);
        Assert.True(rows[0] == source.Load("big"));
        Assert.True(rows.SequenceEqual(source.All()));
        store.Commit(opened, 2, Row("big", "now small", 1));
        Assert.Equal("now small", source.Load("big")!.State);
    }

    [Fact]
    public void Head_LargeOrEmpty_IsKept()
    {
        using var store = Create();
        var opened = store.Open(Partition);
        var head = new byte[1_000_000];
        new Random(2).NextBytes(head);
        store.Commit(new Checkpoint(Partition, opened.Epoch, 1, head, []));
        Assert.True(head.AsSpan().SequenceEqual(store.Open(Partition).Head.Span));
        store.Commit(new Checkpoint(Partition, store.Open(Partition).Epoch, 2, default, []));
        Assert.Equal((2, 0), (store.Open(Partition).Number, store.Open(Partition).Head.Length));
    }

    [Fact]
    public void Values_SetChangedRemoved_AreAsLastSet()
    {
        using var store = Create();
        Assert.True(store.GetValue("a").IsEmpty);
        store.SetValue("a", "1"u8);
        store.SetValue("b", [0, 255]);
        store.SetValue("a", "22"u8);
        Assert.Equal("22"u8, store.GetValue("a").Span);
        Assert.Equal([0, 255], store.GetValue("b").ToArray());
        store.SetValue("a", []);
        store.SetValue("never there", []);
        Assert.True(store.GetValue("a").IsEmpty);
    }

    [Fact]
    public void LoadAll_ManyRows_HandsOverEachOnceInPortions()
    {
        using var store = Create();
        var rows = Enumerable.Range(0, 20_000).Select(i => Row($"k{i:D5}", "state", field: i % 2 == 0 ? "machine" : "sensor")).ToList();
        store.Commit(store.Open(Partition), 1, rows);
        Assert.Equal(Read(Of(rows)), store.Actors(Partition, RouteShare.All).All());
    }

    [Fact]
    public async Task Load_DuringCommits_SeesOneCheckpointWhole()
    {
        using var store = Create();
        var opened = store.Open(Partition);
        const int keys = 200;
        const int commits = 60;
        store.Commit(opened, 1, Enumerable.Range(0, keys).Select(i => Row($"k{i}", "1", due: 1)));
        using var source = new SourceOwner(store.Actors(Partition, RouteShare.All));
        var writing = Task.Run(() =>
        {
            for (var number = 2; number <= commits; number++)
                store.Commit(opened, number, Enumerable.Range(0, keys).Select(i => Row($"k{i}", $"{number}", due: number)));
        }, TestContext.Current.CancellationToken);
        var last = 0L;
        while (last < commits)
        {
            var rows = source.Actors.Due(0, long.MaxValue - 1);
            var state = Assert.Single(rows.Select(row => (row.State, row.Due)).Distinct());
            Assert.Equal((keys, $"{state.Due}"), (rows.Count, state.State));
            Assert.True(state.Due >= last);
            last = writing.IsCompleted ? commits : state.Due;
        }

        await writing;
        Assert.Equal(commits, source.Actors.NextDue(0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Operations_AtRandom_AreAsInADictionary(int seed)
    {
        var random = new Random(seed);
        var model = new StoreModel();
        var store = Create();
        try
        {
            var opened = store.Open(Partition);
            var number = 0L;
            for (var step = 0; step < 150; step++)
            {
                switch (random.Next(12))
                {
                    case 0:
                        store.Dispose();
                        store = Again();
                        opened = store.Open(Partition);
                        Assert.Equal(number, opened.Number);
                        break;
                    case 1:
                        var stale = opened;
                        opened = store.Open(Partition);
                        Assert.Throws<FencedException>(() => store.Commit(stale, number + 1, model.RandomRows(random, 5)));
                        break;
                    case < 7:
                        var rows = model.RandomRows(random, 30);
                        store.Commit(opened, ++number, rows);
                        model.Apply(rows);
                        break;
                    default:
                        model.Compare(store, random);
                        break;
                }
            }
        }
        finally
        {
            store.Dispose();
        }
    }

    private sealed class SourceOwner(IActorSource actors) : IDisposable
    {
        public IActorSource Actors => actors;

        public void Dispose() => (actors as IDisposable)?.Dispose();
    }
}
