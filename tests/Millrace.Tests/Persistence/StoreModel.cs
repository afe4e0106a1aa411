using Millrace.Actors.Checkpoints;
using static Millrace.Tests.Persistence.StoreRows;

namespace Millrace.Tests.Persistence;

/// <summary>What a store should hold, in a dictionary.</summary>
internal sealed class StoreModel
{
    private readonly Dictionary<(string Field, string Key), StoredRow> rows = [];

    public List<StoredRow> RandomRows(Random random, int most) =>
    [
        .. Enumerable.Range(0, random.Next(most)).Select(_ => Row(
            $"k{random.Next(60)}", random.Next(4) == 0 ? "" : new string('s', 1 + random.Next(random.Next(10) == 0 ? 5000 : 20)),
            Time(random), Time(random), (uint)random.Next(5) << 29, random.Next(2) == 0 ? "sensor" : "machine"))
    ];

    public void Apply(IEnumerable<StoredRow> changes)
    {
        foreach (var row in changes)
        {
            rows.Remove((row.Field, row.Key));
            if (row.State.Length > 0)
                rows.Add((row.Field, row.Key), row);
        }
    }

    public void Compare(ICheckpointStore store, Random random)
    {
        var shards = random.Next(1, 4);
        var share = new RouteShare(random.Next(shards), shards);
        var source = store.Actors(Partition, share);
        var mine = Read(Of(rows.Values.Where(row => share.Has(row.Route))));
        var (after, upTo) = (random.Next(-5, 50), random.Next(-5, 50));
        Assert.Equal(mine, source.All());
        Assert.Equal(mine.Count, source.Count);
        Assert.Equal(mine.Where(row => row.Due > after && row.Due <= upTo), source.Due(after, upTo));
        Assert.Equal(mine.Where(row => row.Wake > after && row.Wake <= upTo), source.Wake(after, upTo));
        Assert.Equal(mine.Select(row => row.Due).Where(due => due > after).DefaultIfEmpty(long.MaxValue).Min(), source.NextDue(after));
        Assert.Equal(mine.Select(row => row.Wake).Where(wake => wake > after).DefaultIfEmpty(long.MaxValue).Min(), source.NextWake(after));
        var key = $"k{random.Next(60)}";
        Assert.Equal(mine.SingleOrDefault(row => row.Field == "sensor" && row.Key == key), source.Load(key));
        (source as IDisposable)?.Dispose();
    }

    private static long Time(Random random) => random.Next(3) == 0 ? long.MaxValue : random.Next(-3, 50);
}
