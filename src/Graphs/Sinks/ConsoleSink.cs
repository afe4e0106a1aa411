using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Sinks;

/// <summary>
/// Lines to a stream such as standard output, each record at least once: a crash between writing and keeping the position repeats the portion. Records of a partition of
/// an output are in order; those of several are interleaved by portions. Nothing of a portion is visible later than <see cref="Deliver"/> returns.
/// </summary>
/// <param name="name">The sink's name.</param>
/// <param name="stream">Where lines go; not closed.</param>
/// <param name="positions">Where the position is kept.</param>
public sealed class ConsoleSink(string name, Stream stream, SinkPositions positions) : ISink
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public long Open(string output, int partition) => positions.Read(output, partition);

    /// <inheritdoc/>
    public void Deliver(string output, int partition, RecordChunk records)
    {
        try
        {
            for (var i = 0; i < records.Count; i++)
            {
                stream.Write(OutputRecord.Json(records.ValueOf(i)));
                stream.WriteByte((byte)'\n');
            }

            stream.Flush();
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or NotSupportedException)
        {
            throw new SinkException(name, $"lines cannot be written: {closed.Message}; is the reader at the other end gone?", inner: closed);
        }

        positions.Write(output, partition, records.Offsets[^1] + 1);
    }

    /// <summary>Does nothing: the stream is the caller's.</summary>
    public void Dispose()
    {
    }
}
