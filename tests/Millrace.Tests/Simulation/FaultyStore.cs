using Millrace.Actors.Checkpoints;
using Millrace.Graphs.Live;
using Millrace.Messages;

namespace Millrace.Tests.Simulation;

/// <summary>A store with a planted bug.</summary>
internal sealed class FaultyStore(ICheckpointStore store, PlantedFault planted, Random random) : ICheckpointStore
{
    public OpenedPartition Open(string partition)
    {
        var opened = store.Open(partition);
        if (planted != PlantedFault.RepeatedRekeying || opened.Head.IsEmpty)
            return opened;
        var symbols = new SymbolTable();
        return opened with { Head = (PartitionHead.Parse(opened.Head, symbols) with { Upstream = [] }).ToBytes(symbols) };
    }

    public IActorSource Actors(string partition, RouteShare share) => store.Actors(partition, share);

    public void Commit(Checkpoint checkpoint)
    {
        if (planted == PlantedFault.LyingCommit && checkpoint.Number > 1 && random.Next(2) == 0)
            return;
        store.Commit(planted is PlantedFault.LostRow or PlantedFault.WrongRoute ? checkpoint with { Changes = [.. checkpoint.Changes.Select(Spoil)] } : checkpoint);
    }

    public ReadOnlyMemory<byte> GetValue(string name) => store.GetValue(name);

    public void SetValue(string name, ReadOnlySpan<byte> value) => store.SetValue(name, value);

    public void Dispose()
    {
    }

    private ActorRows Spoil(ActorRows rows)
    {
        var spoiled = new ActorRows();
        var lost = planted == PlantedFault.LostRow && rows.Count > 0 ? random.Next(rows.Count) : -1;
        for (var i = 0; i < rows.Count; i++)
        {
            if (i == lost)
                continue;
            var row = rows[i];
            spoiled.Add(planted == PlantedFault.WrongRoute
                ? new ActorRow { KeyField = row.KeyField, Key = row.Key, Route = row.Route + 0x8000_0001, Due = row.Due, Wake = row.Wake, State = row.State }
                : row);
        }

        return spoiled;
    }
}
