using Millrace.Actors.Checkpoints;

namespace Millrace.Graphs.Live;

/// <summary>A checkpoint as it was serialised at its barrier, on its way to the store.</summary>
/// <param name="Checkpoint">What is written.</param>
/// <param name="Offset">The next offset of the source at the barrier.</param>
/// <param name="OutputEnds">Where the outputs ended at the barrier.</param>
/// <param name="Pause">How long the barrier held up the shards.</param>
internal sealed record CheckpointDraft(Checkpoint Checkpoint, long Offset, long[] OutputEnds, TimeSpan Pause)
{
    /// <summary>The changed keys.</summary>
    public long Keys => Checkpoint.Changes.Sum(rows => (long)rows.Count);

    /// <summary>Their bytes.</summary>
    public long Bytes => Checkpoint.Changes.Sum(rows => (long)rows.Bytes);
}
