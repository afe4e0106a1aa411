using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Log;

/// <summary>
/// Reads a partition from an offset on. Sees what the partition's <see cref="LogPartition.Visibility"/> shows; every batch is checked against its checksum
/// before any of its records is handed out. One thread at a time.
/// </summary>
public sealed class LogReader : IPartitionSource
{
    private readonly LogPartition partition;
    private LogSegment? segment;
    private ILogFile? file;
    private long filePosition;

    internal LogReader(LogPartition partition, long offset) => (this.partition, Position) = (partition, offset);

    /// <inheritdoc/>
    public long Position { get; private set; }

    /// <inheritdoc/>
    public SourceEnd End => partition.CloseTime();

    /// <inheritdoc/>
    public void Seek(long offset)
    {
        Leave();
        Position = offset;
    }

    /// <inheritdoc/>
    public bool TryRead(RecordChunk chunk, int maxBytes)
    {
        chunk.Clear();
        while (chunk.Count == 0)
        {
            var limit = partition.Stable;
            if (Position < partition.Start)
                throw Gone();
            if (Position >= limit)
            {
                return Position <= partition.End ? false : throw new SourceException(partition.Name, Position,
                    $"the partition ends at offset {partition.End}: records that were read once are no longer there, or this reader belongs to another log. Restore the log, or go on from offset {partition.End}.");
            }

            Enter(partition.SegmentOf(Position));
            Fill(chunk, limit, Math.Max(maxBytes, BatchHeader.Bytes));
        }

        return true;
    }

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellation) => partition.WaitAsync(Position, cancellation);

    /// <inheritdoc/>
    public void Dispose() => Leave();

    private void Enter(LogSegment next)
    {
        if (next == segment)
            return;
        Leave();
        try
        {
            var opened = partition.Files.Open(next.Path, create: false);
            try
            {
                filePosition = next.Base == Position ? 0 : new BatchSearch(partition).Position(opened, next, Position);
                (file, segment, opened) = (opened, next, null);
            }
            finally
            {
                opened?.Dispose();
            }
        }
        catch (FileNotFoundException error)
        {
            var to = new BatchSearch(partition).NextBase(next);
            throw Position < partition.Start ? Gone() : new SourceException(partition.Name, Position,
                $"segment {next.Path} in {partition.Files.Root} is gone. Restore it from a copy, or go on from offset {to} without it.", error);
        }
        catch (IOException error) when (error is not SourceException)
        {
            throw new SourceException(partition.Name, Position, $"segment {next.Path} in {partition.Files.Root} cannot be read: {error.Message}", error);
        }
    }

    private void Leave()
    {
        file?.Dispose();
        (file, segment) = (null, null);
    }

    /// <summary>Reads once from the file into the chunk's buffer, completes the last batch, and places the records where they lie.</summary>
    private void Fill(RecordChunk chunk, long limit, int maxBytes)
    {
        var available = segment!.Length - filePosition;
        var have = (int)Math.Min(available, maxBytes);
        var start = chunk.Reserve(have);
        Load(chunk, start, have, 0);
        var at = 0;
        while (Position < limit)
        {
            if (have - at < BatchHeader.Bytes)
            {
                if (at == 0)
                    PassDamage();
                break;
            }

            if (!BatchHeader.TryRead(chunk.Buffer.AsSpan(start + at, have - at), out var header) || header.Base > Position || header.TotalBytes > available - at)
            {
                if (chunk.Count == 0)
                    PassDamage(at);
                break;
            }

            var total = (int)header.TotalBytes;
            if (total > have - at)
            {
                // One that is larger than asked for has a chunk of its own.
                if (at > 0 && total > maxBytes)
                    break;
                var more = total - (have - at);
                chunk.Reserve(more);
                Load(chunk, start + have, more, have);
                have += more;
            }

            var payload = start + at + BatchHeader.Bytes;
            if (BatchHeader.Checksum(chunk.Buffer.AsSpan(payload, header.PayloadBytes)) != header.PayloadChecksum)
            {
                if (chunk.Count == 0)
                    PassDamage(at);
                break;
            }

            if (!BatchReader.TryPlace(chunk, header, payload, Position, limit))
                throw new BatchSearch(partition).Damaged(segment, filePosition + at, Position, header.End);
            Position = Math.Max(Position, Math.Min(header.End, limit));

            // Of one that goes beyond what is to be seen, the rest is read later.
            if (header.End > limit)
                break;
            at += total;
        }

        filePosition += at;
    }

    private void Load(RecordChunk chunk, int start, int count, int from)
    {
        try
        {
            var read = file!.Read(filePosition + from, chunk.Buffer.AsSpan(start, count));

            // What the file no longer has is damage; what the buffer held before must not be taken for it.
            chunk.Buffer.AsSpan(start + read, count - read).Clear();
        }
        catch (IOException error)
        {
            throw new BatchSearch(partition).Damaged(segment!, filePosition + from, Position, new BatchSearch(partition).NextBase(segment!), error);
        }
    }

    /// <summary>Goes on behind damaged bytes in which no record was lost.</summary>
    /// <exception cref="SourceException">Records were.</exception>
    private void PassDamage(int at = 0)
    {
        var search = new BatchSearch(partition);
        var position = filePosition + at;
        if (new HeaderWindow(file!, segment!.Length).TryFind(position, Position, out var next, out var header) && header.Base == Position)
            filePosition = next - at;
        else
            throw search.Damaged(segment, position, Position, next < segment.Length ? header.Base : search.NextBase(segment));
    }

    private SourceException Gone() => new(partition.Name, Position,
        $"it was deleted by retention; the partition begins at offset {partition.Start}. Go on from there, or keep records longer.");
}
