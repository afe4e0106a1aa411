namespace Millrace.Graphs.Sources;

/// <summary>The records of one partition from an offset on, pulled by whoever has room for them: so backpressure is native. One thread at a time, but for <see cref="End"/>.</summary>
public interface IPartitionSource : IDisposable
{
    /// <summary>The offset of the next record to be read.</summary>
    long Position { get; }

    /// <summary>Where the source ends at this moment.</summary>
    SourceEnd End { get; }

    /// <summary>Goes on at an offset.</summary>
    void Seek(long offset);

    /// <summary>Clears the chunk and fills it with the next records.</summary>
    /// <param name="chunk">Nobody may look at its records any more.</param>
    /// <param name="maxBytes">About how many bytes to read; a single record may be larger.</param>
    /// <returns>Whether there is a record; false when there is none now.</returns>
    /// <exception cref="SourceException">The partition cannot be read on.</exception>
    bool TryRead(RecordChunk chunk, int maxBytes);

    /// <summary>Completes when there may be something to read.</summary>
    Task WaitAsync(CancellationToken cancellation);
}
