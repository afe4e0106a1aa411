using System.Globalization;

namespace Millrace.Graphs.Log;

/// <summary>One file of a partition: batches with offsets from <see cref="Base"/> on. Lengths and index are published by the appender and read by anyone.</summary>
internal sealed class LogSegment(string folder, long first, long length)
{
    private const string Extension = ".log";

    private readonly Lock gate = new();
    private List<IndexEntry>? index;
    private long length = length;
    private long firstArrival = long.MinValue;

    /// <summary>The offset that names the file.</summary>
    public long Base => first;

    public string Path { get; } = $"{folder}/{first.ToString("D20", CultureInfo.InvariantCulture)}{Extension}";

    /// <summary>The bytes of whole batches.</summary>
    public long Length => Volatile.Read(ref length);

    /// <summary>The offset that a file's name says, or -1 when it is no segment.</summary>
    public static long BaseOf(string name) =>
        name.Length == 20 + Extension.Length && name.EndsWith(Extension, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, 20), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : -1;

    /// <summary>Takes over what a scan has found.</summary>
    public void Adopt(SegmentScan scan)
    {
        lock (gate)
            index = scan.Index;
        Volatile.Write(ref length, scan.Length);
        Volatile.Write(ref firstArrival, scan.FirstArrival);
    }

    /// <summary>A segment that is written from its beginning needs no scan.</summary>
    public void Begin()
    {
        lock (gate)
            index = [];
    }

    public void Extend(List<IndexEntry> entries, long to, int every)
    {
        lock (gate)
        {
            // Without an index yet, the walk that builds it finds these too.
            foreach (var entry in index == null ? [] : entries)
                IndexEntry.Add(index!, entry, every);
        }

        Volatile.Write(ref length, to);
    }

    public void Cut(long to)
    {
        lock (gate)
            index?.RemoveAll(entry => entry.Position >= to);
        Volatile.Write(ref length, to);
        if (to == 0)
            Volatile.Write(ref firstArrival, long.MinValue);
    }

    /// <summary>A batch at or before the one that holds an offset.</summary>
    public IndexEntry Floor(ILogFile file, long offset, int every) => Last(file, every, entry => entry.Offset <= offset);

    /// <summary>A batch before the first that arrived at a time or later, or that one.</summary>
    public IndexEntry FloorOfTime(ILogFile file, long arrival, int every) => Last(file, every, entry => entry.Arrival < arrival);

    /// <summary>The arrival of the batch that the index knows at or before an offset, as far as it is in memory.</summary>
    public long KnownArrival(long offset)
    {
        lock (gate)
            return index?.FindLast(entry => entry.Offset <= offset).Arrival ?? long.MinValue;
    }

    /// <summary>When the first batch arrived; <see cref="long.MaxValue"/> when there is none.</summary>
    public long FirstArrival(ILogFiles files, int every)
    {
        if (Length == 0)
            return long.MaxValue;
        if (Volatile.Read(ref firstArrival) is var known && known != long.MinValue)
            return known;
        using var file = files.Open(Path, create: false);
        Span<byte> bytes = stackalloc byte[BatchHeader.Bytes];
        var found = file.Read(0, bytes) == bytes.Length && BatchHeader.TryRead(bytes, out var header) ? header.Arrival : SegmentScan.Walk(file, Base, Length, every).FirstArrival;
        Volatile.Write(ref firstArrival, found);
        return found;
    }

    private IndexEntry Last(ILogFile file, int every, Predicate<IndexEntry> condition)
    {
        lock (gate)
        {
            // A segment from an earlier run: its headers are walked when somebody first looks for something in the middle of it.
            index ??= SegmentScan.Walk(file, Base, Length, every).Index;
            var low = 0;
            for (var high = index.Count; low < high;)
            {
                var middle = (low + high) / 2;
                if (condition(index[middle]))
                    low = middle + 1;
                else
                    high = middle;
            }

            return low == 0 ? new IndexEntry(Base, 0, long.MinValue) : index[low - 1];
        }
    }
}
