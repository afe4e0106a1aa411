using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Graphs.Live;

/// <summary>The re-partition topics that a partition feeds, one for each field that something is keyed by and that the partition does not keep together.</summary>
internal sealed class RekeyWriters(ImmutableArray<RekeyWriter> writers)
{
    /// <summary>Why something cannot be appended at the moment; null when all can.</summary>
    public string? Problem => writers.Select(writer => writer.Problem).FirstOrDefault(problem => problem is not null);

    public void Route(ReadingBatch batch, Shard shard)
    {
        foreach (var writer in writers)
            writer.Route(batch, shard);
    }

    public void Tell(Shard shard)
    {
        foreach (var writer in writers)
            writer.Tell(shard);
    }

    public bool TryFlush()
    {
        var all = true;
        foreach (var writer in writers)
            all &= writer.TryFlush();
        return all;
    }

    public void Sync()
    {
        foreach (var writer in writers)
            writer.Sync();
    }
}
