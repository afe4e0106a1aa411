using Millrace.Actors.Checkpoints;

namespace Millrace.Persistence.Sqlite;

/// <summary>
/// How many rows each share of a partition has: counted once, then moved on with each commit. A count belongs to one checkpoint, by epoch and number; when another process has
/// committed meanwhile it fits no longer and is taken anew. Any thread.
/// </summary>
internal sealed class ActorCounts
{
    internal readonly record struct At(long Epoch, long Number);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Partition, RouteShare Share), (At At, long Count)> counts = [];

    public bool TryGet(string partition, RouteShare share, At at, out long count)
    {
        lock (gate)
        {
            var found = counts.TryGetValue((partition, share), out var known) && known.At == at;
            count = known.Count;
            return found;
        }
    }

    public void Set(string partition, RouteShare share, At at, long count)
    {
        lock (gate)
            counts[(partition, share)] = (at, count);
    }

    /// <summary>A checkpoint was committed: routes of keys that have come and gone.</summary>
    public void Move(string partition, At from, At to, List<uint> came, List<uint> went)
    {
        lock (gate)
        {
            foreach (var (of, known) in counts)
            {
                if (of.Partition == partition && known.At == from)
                    counts[of] = (to, known.Count + came.Count(of.Share.Has) - went.Count(of.Share.Has));
            }
        }
    }
}
