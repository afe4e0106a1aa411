namespace Millrace.Graphs.Log;

/// <summary>Where a batch begins: its first offset, its byte in the segment, and its arrival.</summary>
internal readonly record struct IndexEntry(long Offset, long Position, long Arrival)
{
    /// <summary>Adds an entry unless it is closer than that many bytes to the one before: so the index stays sparse.</summary>
    public static void Add(List<IndexEntry> index, in IndexEntry entry, int every)
    {
        if (index.Count == 0 || entry.Position - index[^1].Position >= every)
            index.Add(entry);
    }
}
