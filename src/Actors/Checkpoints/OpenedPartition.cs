namespace Millrace.Actors.Checkpoints;

/// <summary>A partition that this process owns from now on.</summary>
/// <param name="Epoch">The fencing epoch: every commit carries it, and one with a lower epoch than the highest given out is refused.</param>
/// <param name="Number">The number of the last checkpoint; 0 when there is none.</param>
/// <param name="Head">The head of the last checkpoint; empty when there is none.</param>
public sealed record OpenedPartition(long Epoch, long Number, ReadOnlyMemory<byte> Head);
