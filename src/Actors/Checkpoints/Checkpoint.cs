namespace Millrace.Actors.Checkpoints;

/// <summary>
/// What one transaction puts into the store: where a partition stands, and the actors that changed since the last checkpoint. The store takes all of it or nothing.
/// Must stay as it is until <see cref="ICheckpointStore.Commit"/> has returned.
/// </summary>
/// <param name="Partition">The partition's name in the store: <c>pipeline/topic/number</c>.</param>
/// <param name="Epoch">The fencing epoch under which the partition was opened.</param>
/// <param name="Number">Counts the partition's checkpoints, from 1.</param>
/// <param name="Head">The next source offset, clocks, counters, the ends of the outputs: everything that belongs to no key.</param>
/// <param name="Changes">The keys that changed, from each of the partition's shards; a row with an empty state is removed.</param>
public sealed record Checkpoint(string Partition, long Epoch, long Number, ReadOnlyMemory<byte> Head, IReadOnlyList<ActorRows> Changes);
