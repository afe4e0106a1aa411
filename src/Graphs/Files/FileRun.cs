using Millrace.Messages;

namespace Millrace.Graphs.Files;

/// <summary>Consecutive rows of one file, or the news that it has ended.</summary>
/// <param name="Batch">The rows; valid until the next run is asked for.</param>
/// <param name="From">The first row.</param>
/// <param name="To">The row after the last; equal to <paramref name="From"/> when the file has ended.</param>
public readonly record struct FileRun(ReadingBatch Batch, int From, int To)
{
    /// <summary>The file, by its place among the arguments.</summary>
    public int Partition => Batch.Partition;

    /// <summary>Whether the file has ended: everything in it has come, nothing more will.</summary>
    public bool IsEnd => From == To;
}
