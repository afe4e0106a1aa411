using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Inspection;

/// <summary>Looks through the end of a partition, from the newest record back. Reads forward block by block, each twice as long as the one behind it, and holds one block in memory.</summary>
public static class LogTail
{
    private const int FirstBlock = 256; // records
    private const int LongestBlock = 16 * 1024;
    private const int ReadBytes = 256 * 1024;

    /// <summary>Visits records until there are no more, the visitor has enough, or the bound is reached.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="maxBytes">About how many bytes of records are read at the most.</param>
    /// <param name="visit">Given the chunk and the record; false when it has enough. The chunk is used again afterwards.</param>
    /// <param name="cancellation">Ends it between two reads.</param>
    /// <returns>Whether everything that is kept was looked at, or the visitor had enough; false when the bound ended it.</returns>
    /// <exception cref="SourceException">The partition cannot be read.</exception>
    public static bool Visit(LogPartition partition, long maxBytes, Func<RecordChunk, int, bool> visit, CancellationToken cancellation)
    {
        var end = partition.Stable;
        var block = FirstBlock;
        var left = maxBytes;
        using var reader = partition.OpenReader(end);
        while (end > partition.Start)
        {
            var start = Math.Max(partition.Start, end - block);
            var chunks = Read(reader, start, end, left, out var bytes, cancellation);
            for (var i = chunks.Count - 1; i >= 0; i--)
            {
                for (var record = chunks[i].Count - 1; record >= 0; record--)
                {
                    if (chunks[i].Offsets[record] < end && chunks[i].Offsets[record] >= start && !visit(chunks[i], record))
                        return true;
                }
            }

            left -= bytes;
            if (left <= 0)
                return false;
            end = start;
            block = Math.Min(block * 2, LongestBlock);
        }

        return true;
    }

    /// <summary>The records of a block; the oldest are left out when they are more than the bound.</summary>
    private static List<RecordChunk> Read(LogReader reader, long start, long end, long maxBytes, out long bytes, CancellationToken cancellation)
    {
        var chunks = new List<RecordChunk>();
        bytes = 0;
        long held = 0;
        reader.Seek(start);
        while (reader.Position < end)
        {
            cancellation.ThrowIfCancellationRequested();
            var chunk = new RecordChunk();
            if (!reader.TryRead(chunk, ReadBytes))
                break;
            chunks.Add(chunk);
            bytes += chunk.Bytes;
            held += chunk.Bytes;
            while (held > maxBytes && chunks.Count > 1)
            {
                held -= chunks[0].Bytes;
                chunks.RemoveAt(0);
            }
        }

        return chunks;
    }
}
