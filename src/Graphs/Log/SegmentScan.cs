namespace Millrace.Graphs.Log;

/// <summary>What a walk over the headers of a segment has found. Payloads are skipped, so a walk costs little more than a look at every batch's first bytes.</summary>
internal sealed class SegmentScan
{
    private SegmentScan(long first) => End = first;

    /// <summary>Where batches begin, sparse.</summary>
    public List<IndexEntry> Index { get; } = [];

    /// <summary>Damaged stretches between good batches.</summary>
    public List<Damage> Damages { get; } = [];

    /// <summary>The offset after the last good batch.</summary>
    public long End { get; private set; }

    /// <summary>The byte after the last good batch.</summary>
    public long Length { get; private set; }

    /// <summary>When the first good batch arrived; <see cref="long.MaxValue"/> when there is none.</summary>
    public long FirstArrival { get; private set; } = long.MaxValue;

    /// <summary>When the last good batch arrived; <see cref="long.MinValue"/> when there is none.</summary>
    public long LastArrival { get; private set; } = long.MinValue;

    /// <summary>The bytes that were on disk when the last batch was written, as the batches say.</summary>
    public long SyncedTo { get; private set; }

    /// <summary>Walks over a segment. Damage with good batches after it is noted and passed over; the walk ends where nothing good follows.</summary>
    /// <param name="file">The file.</param>
    /// <param name="first">The offset of its first record.</param>
    /// <param name="length">How many bytes to look at.</param>
    /// <param name="every">One index entry for about this many bytes.</param>
    /// <param name="doubtful">From this byte on batches may be torn: their payloads are checked too, and the walk ends at the first that is not good.</param>
    public static SegmentScan Walk(ILogFile file, long first, long length, int every, long doubtful = long.MaxValue)
    {
        var scan = new SegmentScan(first);
        var headers = new HeaderWindow(file, length);
        var position = 0L;
        while (position < length)
        {
            if (headers.TryRead(position, out var header) && header.Base == scan.End && (position < doubtful || headers.IsGood(position, header)))
            {
                scan.Take(header, position, every);
                position += header.TotalBytes;
            }
            else if (position < doubtful && headers.TryFind(position, scan.End, out var next, out header))
            {
                scan.Damages.Add(new Damage(position, next, scan.End, header.Base));
                scan.End = header.Base;
                position = next;
            }
            else
            {
                break;
            }
        }

        return scan;
    }

    private void Take(in BatchHeader header, long position, int every)
    {
        IndexEntry.Add(Index, new IndexEntry(header.Base, position, header.Arrival), every);
        if (FirstArrival == long.MaxValue)
            FirstArrival = header.Arrival;
        LastArrival = header.Arrival;
        SyncedTo = Math.Max(SyncedTo, Math.Min(header.SyncedTo, position));
        Length = position + header.TotalBytes;
        End = header.End;
    }

    /// <summary>Bytes [From, To) of a segment, which held the offsets [FirstLost, FirstKept).</summary>
    public readonly record struct Damage(long From, long To, long FirstLost, long FirstKept);
}
