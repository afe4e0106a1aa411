using Millrace.Actors.Checkpoints;

namespace Millrace.TestKit;

/// <summary>The actors of one shard in a <see cref="MemoryCheckpointStore"/>: found by looking at every row.</summary>
internal sealed class MemoryActorSource(StoredPartition partition, RouteShare share, Lock gate) : IActorSource
{
    private const int PortionRows = 100;

    public long Count => Own().Count;

    public bool TryLoad(string keyField, ReadOnlySpan<byte> key, ActorRows into)
    {
        lock (gate)
        {
            if (partition.Find(keyField, key) is not { } row || !share.Has(row.Route))
                return false;
            into.Add(row.ToActorRow());
            return true;
        }
    }

    public long NextDue(long after) => Own().Select(row => row.Due).Where(due => due > after).DefaultIfEmpty(long.MaxValue).Min();

    public void LoadDue(long after, long upTo, ActorRows into) => Load(row => row.Due > after && row.Due <= upTo, into);

    public long NextWake(long after) => Own().Select(row => row.Wake).Where(wake => wake > after).DefaultIfEmpty(long.MaxValue).Min();

    public void LoadWake(long after, long upTo, ActorRows into) => Load(row => row.Wake > after && row.Wake <= upTo, into);

    public void LoadAll(Action<ActorRows> portion)
    {
        var rows = new ActorRows();
        foreach (var part in Own().Chunk(PortionRows))
        {
            rows.Clear();
            foreach (var row in part)
                rows.Add(row.ToActorRow());
            portion(rows);
        }
    }

    private void Load(Predicate<StoredPartition.Row> chosen, ActorRows into)
    {
        foreach (var row in Own())
        {
            if (chosen(row))
                into.Add(row.ToActorRow());
        }
    }

    private List<StoredPartition.Row> Own()
    {
        lock (gate)
            return [.. partition.Rows.Where(row => share.Has(row.Route))];
    }
}
