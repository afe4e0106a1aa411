using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Log;

/// <summary>Finds batches by offset and by time: from the sparse index on over the headers.</summary>
internal readonly struct BatchSearch(LogPartition partition)
{
    /// <summary>The byte at which the batch begins that holds an offset.</summary>
    /// <exception cref="SourceException">That stretch is damaged.</exception>
    public long Position(ILogFile file, LogSegment segment, long offset)
    {
        var length = segment.Length;
        var headers = new HeaderWindow(file, length);
        var entry = segment.Floor(file, offset, partition.IndexEveryBytes);
        var position = entry.Position;
        for (var expected = entry.Offset; position < length;)
        {
            if (!headers.TryRead(position, out var header) || header.Base < expected)
            {
                var from = position;
                if (!headers.TryFind(from, expected, out position, out header))
                    throw Damaged(segment, from, offset, NextBase(segment));
            }

            if (header.Base > offset)
                throw Damaged(segment, position, offset, header.Base);
            if (offset < header.End)
                return position;
            position += header.TotalBytes;
            expected = header.End;
        }

        throw Damaged(segment, position, offset, NextBase(segment));
    }

    /// <summary>The byte at which an offset begins a batch.</summary>
    /// <exception cref="ArgumentException">It is in the middle of a batch.</exception>
    /// <exception cref="SourceException">That stretch is damaged.</exception>
    public long Boundary(LogSegment segment, long offset)
    {
        using var file = partition.Files.Open(segment.Path, create: false);
        var position = Position(file, segment, offset);
        return new HeaderWindow(file, segment.Length).TryRead(position, out var header) && header.Base == offset
            ? position
            : throw new ArgumentException($"{partition.Name} cannot be cut off at offset {offset}, in the middle of what was appended together from offset {header.Base} on.", nameof(offset));
    }

    public long OffsetAt(long arrival)
    {
        var segments = partition.Segments;
        var end = partition.End;
        var (low, high) = (0, segments.Length);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = segments[middle].FirstArrival(partition.Files, partition.IndexEveryBytes) < arrival ? (middle, high) : (low, middle);
        }

        var segment = segments[low];
        if (segment.Length > 0)
        {
            using var file = partition.Files.Open(segment.Path, create: false);
            var headers = new HeaderWindow(file, segment.Length);
            var entry = segment.FloorOfTime(file, arrival, partition.IndexEveryBytes);
            for (var position = entry.Position; position < segment.Length;)
            {
                if (!headers.TryRead(position, out var header) && !headers.TryFind(position, entry.Offset, out position, out header))
                    break;
                if (header.Arrival >= arrival && header.Count > 0)
                    return Math.Min(header.Base, end);
                position += header.TotalBytes;
            }
        }

        return low + 1 < segments.Length ? segments[low + 1].Base : end;
    }

    /// <summary>What is said of a stretch that cannot be read.</summary>
    public SourceException Damaged(LogSegment segment, long position, long offset, long next, Exception? inner = null) => new(
        partition.Name,
        offset,
        $"segment {segment.Path} in {partition.Files.Root} is damaged at byte {position}{(inner == null ? "" : $" ({inner.Message})")}; offsets {offset} to {next - 1} cannot be read. "
        + $"Restore the file from a copy, or go on from offset {next} without them.",
        inner);

    /// <summary>The first offset after a segment.</summary>
    public long NextBase(LogSegment segment)
    {
        foreach (var other in partition.Segments)
        {
            if (other.Base > segment.Base)
                return other.Base;
        }

        return partition.End;
    }
}
