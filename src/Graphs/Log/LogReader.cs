using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Log;

/// <summary>
/// Reads a partition from an offset on. Sees what the partition's <see cref="LogPartition.Visibility"/> shows; every batch is checked against its checksum
/// before any of its records is handed out. One thread at a time.
/// </summary>
public sealed class LogReader : IPartitionSource
{
    /// <inheritdoc/>
    public long Position => throw new NotImplementedException();

    /// <inheritdoc/>
    public SourceEnd End => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Seek(long offset) => throw new NotImplementedException();

    /// <inheritdoc/>
    public bool TryRead(RecordChunk chunk, int maxBytes) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellation) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
