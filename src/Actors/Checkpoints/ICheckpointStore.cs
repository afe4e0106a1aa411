namespace Millrace.Actors.Checkpoints;

/// <summary>
/// Where checkpoints are kept. Each partition has one owner at a time: opening raises its fencing epoch, and a commit under an older epoch is refused, so
/// that an owner that was paused or cut off can do no harm. May be called from several threads, each for partitions of its own.
/// </summary>
public interface ICheckpointStore : IDisposable
{
    /// <summary>Takes ownership of a partition: raises its epoch, durably, and tells where it stands.</summary>
    /// <param name="partition">Its name: <c>pipeline/topic/number</c>.</param>
    /// <exception cref="CheckpointStoreException">The store cannot be read or written.</exception>
    OpenedPartition Open(string partition);

    /// <summary>Actors of a partition as last committed, for one shard.</summary>
    /// <param name="partition">Its name.</param>
    /// <param name="share">Which routes the shard has; rows of others are left out.</param>
    IActorSource Actors(string partition, RouteShare share);

    /// <summary>Writes a checkpoint in one transaction. When it has returned, the checkpoint outlives a loss of power.</summary>
    /// <exception cref="FencedException">Another has opened the partition since.</exception>
    /// <exception cref="CheckpointStoreException">It cannot be written now; nothing of it was. The same checkpoint may be committed again.</exception>
    void Commit(Checkpoint checkpoint);

    /// <summary>A small value that is kept beside the checkpoints, such as how far a sink has delivered; empty when there is none.</summary>
    /// <exception cref="CheckpointStoreException">The store cannot be read.</exception>
    ReadOnlyMemory<byte> GetValue(string name);

    /// <summary>Keeps a small value, durably; an empty one removes it.</summary>
    /// <exception cref="CheckpointStoreException">It cannot be written now; the old value stands.</exception>
    void SetValue(string name, ReadOnlySpan<byte> value);
}
