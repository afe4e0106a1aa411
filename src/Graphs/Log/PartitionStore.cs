using System.Globalization;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Log;

/// <summary>
/// The segments of one partition and how they are written. All but the last are on disk whole: a segment is synced before the next is begun, so that only the end of the
/// last can be torn. Its partition sees to it that calls do not meet: one writer at a time, one sync at a time, neither of them while the segments change.
/// </summary>
internal sealed class PartitionStore : IDisposable
{
    private readonly ILogFiles files;
    private readonly string folder;
    private readonly LogOptions options;
    private readonly BatchWriter writer = new();
    private readonly List<IndexEntry> written = [];
    private volatile LogSegment[] segments;
    private ILogFile active;
    private long syncedTo;
    private long writtenTo;
    private bool suspect;
    private bool untidy;
    private byte[] copy = [];

    private PartitionStore(ILogFiles files, string folder, LogOptions options, LogSegment[] segments, ILogFile active, Ending ending)
    {
        (this.files, this.folder, this.options, this.segments, this.active) = (files, folder, options, segments, active);
        (End, syncedTo, LastArrival) = (ending.Offset, ending.Doubtful, ending.LastArrival);

        // What a killed process has left in the operating system's memory counts as durable from here on. A sync of it may have failed before, and would now succeed without the bytes.
        suspect = true;
    }

    /// <summary>From the oldest to the one that is written; one at least. A new array whenever it changes.</summary>
    public LogSegment[] Segments => segments;

    /// <summary>The offset after the last record written.</summary>
    public long End { get; private set; }

    /// <summary>The arrival of the last record found when the partition was opened; <see cref="long.MinValue"/> for none.</summary>
    public long LastArrival { get; private set; }

    /// <summary>Whether there is something that <see cref="Sync"/> would bring to disk.</summary>
    public bool IsDirty => suspect || syncedTo < segments[^1].Length;

    public static PartitionStore Open(ILogFiles files, string folder, LogOptions options, List<string> notices)
    {
        var found = files.Files(folder).Select(file => (Base: LogSegment.BaseOf(file.Name), file.Length)).Where(file => file.Base >= 0).OrderBy(file => file.Base).ToList();
        // A file that was begun and never written to: its successor took over, or the one before went on.
        foreach (var empty in found.Take(found.Count - 1).Where(file => file.Length == 0))
            files.Delete(new LogSegment(folder, empty.Base, 0).Path);
        var segments = found.Where((file, i) => file.Length > 0 || i == found.Count - 1).Select(file => new LogSegment(folder, file.Base, file.Length)).ToList();
        if (segments.Count == 0)
            segments.Add(new LogSegment(folder, 0, 0));
        var arrival = long.MinValue;
        if (segments is [.., var previous, { Length: 0 } last])
        {
            var before = Mend(files, folder, options, previous, notices);
            arrival = before.LastArrival;
            if (before.Offset > last.Base)
            {
                files.Delete(last.Path);
                segments.RemoveAt(segments.Count - 1);
            }
        }

        var ending = Mend(files, folder, options, segments[^1], notices);
        var store = new PartitionStore(files, folder, options, [.. segments], files.Open(segments[^1].Path, create: true), ending);
        try
        {
            store.LastArrival = Math.Max(arrival, ending.LastArrival);
            store.Sync(store.active, segments[^1].Length);
            files.SyncFolder(folder);
            return store;
        }
        catch (IOException)
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Writes records at the end; not yet to be seen by anyone, nor counted in <see cref="End"/>: see <see cref="Publish"/>.</summary>
    /// <returns>How many records were written.</returns>
    public long Write(IReadOnlyList<RecordChunk> chunks, long arrival)
    {
        var segment = segments[^1];
        var position = segment.Length;
        var offset = End;
        written.Clear();
        writer.Start(chunks);
        try
        {
            Tidy();
            for (var batch = writer.Next(offset, arrival, Volatile.Read(ref syncedTo), out var count); count > 0; batch = writer.Next(offset, arrival, Volatile.Read(ref syncedTo), out count))
            {
                active.Write(position, batch);
                written.Add(new IndexEntry(offset, position, arrival));
                position += batch.Length;
                offset += count;
            }
        }
        catch (IOException error)
        {
            untidy = true;
            throw new LogWriteException(folder, $"nothing was appended to {segment.Path}", TryTidy() ?? error);
        }
        finally
        {
            writer.Trim();
        }

        writtenTo = position;
        return offset - End;
    }

    /// <summary>Makes what was written part of the log.</summary>
    public void Publish(long count)
    {
        segments[^1].Extend(written, writtenTo, options.IndexEveryBytes);
        End += count;
    }

    /// <summary>Writes a time at the end, in a batch without records; part of the log once <see cref="Publish"/> is called with 0.</summary>
    public void WriteTime(long arrival)
    {
        var position = segments[^1].Length;
        written.Clear();
        try
        {
            Tidy();
            active.Write(position, BatchWriter.Mark(End, arrival, Volatile.Read(ref syncedTo)));
        }
        catch (IOException error)
        {
            untidy = true;
            throw new LogWriteException(folder, $"no time could be kept in {segments[^1].Path}", TryTidy() ?? error);
        }

        writtenTo = position + BatchHeader.Bytes;
    }

    /// <summary>Whether so many bytes are to go into a new segment.</summary>
    public bool IsFull(long bytes) => segments[^1].Length > 0 && segments[^1].Length + bytes > options.SegmentBytes;

    /// <summary>Goes on in a new segment.</summary>
    public void Roll()
    {
        var next = new LogSegment(folder, End, 0);
        ILogFile? file = null;
        try
        {
            Tidy();
            Sync(active, segments[^1].Length);
            file = files.Open(next.Path, create: true);
            file.Truncate(0);
            files.SyncFolder(folder);
        }
        catch (IOException error)
        {
            file?.Dispose();
            TryDelete(next.Path);
            throw error as LogWriteException ?? new LogWriteException(folder, $"the new segment {next.Path} cannot be made", error);
        }

        next.Begin();
        active.Dispose();
        active = file;
        syncedTo = 0;
        segments = [.. segments, next];
    }

    /// <summary>The file to sync, and how far it is written at this moment.</summary>
    public (ILogFile File, long Position) Begin() => (active, segments[^1].Length);

    /// <summary>Brings the last segment to disk up to a byte.</summary>
    public void Sync(ILogFile file, long position)
    {
        if (!suspect && syncedTo >= position)
            return;
        var path = segments[^1].Path;
        try
        {
            if (suspect)
                WriteAgain(file, path, position);
            file.Sync();
        }
        catch (IOException error)
        {
            // The operating system may have dropped what it could not write, and would call the next sync a success.
            suspect = true;
            throw error as LogWriteException ?? new LogWriteException(folder, $"{path} could not be brought to disk", error);
        }

        suspect = false;
        Volatile.Write(ref syncedTo, position);
    }

    /// <summary>Cuts off everything from an offset on, which must be the first of a batch.</summary>
    public void Truncate(long end, Func<LogSegment, long, long> locate)
    {
        var target = Array.FindLastIndex(segments, segment => segment.Base <= end);
        try
        {
            var position = segments[target].Base == end ? 0 : locate(segments[target], end);
            for (var last = segments.Length - 1; last > target; last--)
            {
                // The one before is opened first, so that there is always one to write to.
                var file = files.Open(segments[last - 1].Path, create: false);
                active.Dispose();
                active = file;
                End = segments[last].Base;
                (syncedTo, suspect, untidy) = (segments[last - 1].Length, false, false);
                var path = segments[last].Path;
                segments = segments[..last];
                files.Delete(path);
                files.SyncFolder(folder);
            }

            active.Truncate(position);
            segments[^1].Cut(position);
            End = end;
            (syncedTo, suspect, untidy) = (Math.Min(syncedTo, position), true, false);
            Sync(active, position);
        }
        catch (IOException error) when (error is not SourceException)
        {
            throw error as LogWriteException ?? new LogWriteException(folder, $"the records from offset {end} on could not be cut off", error);
        }
    }

    /// <summary>Deletes the oldest segment.</summary>
    public void DeleteOldest()
    {
        // First out of sight, so that nobody finds a name without a file.
        var before = segments;
        segments = before[1..];
        try
        {
            files.Delete(before[0].Path);
        }
        catch (IOException error)
        {
            segments = before;
            throw new LogWriteException(folder, $"the old segment {before[0].Path} could not be deleted", error);
        }

        try
        {
            // One after the other, also on disk: a power failure must not bring back an older one alone.
            files.SyncFolder(folder);
        }
        catch (IOException error)
        {
            throw new LogWriteException(folder, $"the deletion of the old segment {before[0].Path} could not be brought to disk", error);
        }
    }

    /// <summary>Says in the file that everything is on disk, so that opening it has nothing to doubt.</summary>
    public void Close(long arrival)
    {
        try
        {
            Tidy();
            var length = segments[^1].Length;
            Sync(active, length);
            if (length > 0 && length + BatchHeader.Bytes <= uint.MaxValue)
                active.Write(length, BatchWriter.Mark(End, arrival, length));
        }
        catch (IOException error) when (error is not LogWriteException)
        {
            TryTidyAfterMark();
        }
        finally
        {
            active.Dispose();
        }
    }

    public void Dispose() => active.Dispose();

    private static Ending Mend(ILogFiles files, string folder, LogOptions options, LogSegment segment, List<string> notices)
    {
        if (segment.Length == 0)
        {
            segment.Begin();
            return new Ending(segment.Base, 0, long.MinValue);
        }

        using var file = files.Open(segment.Path, create: false);
        var length = file.Length;
        var doubtful = SegmentScan.Walk(file, segment.Base, length, options.IndexEveryBytes).SyncedTo;
        var scan = SegmentScan.Walk(file, segment.Base, length, options.IndexEveryBytes, doubtful);
        foreach (var damage in scan.Damages.Where(damage => damage.FirstKept > damage.FirstLost))
            notices.Add(string.Create(CultureInfo.InvariantCulture, $"{folder}: bytes {damage.From:N0} to {damage.To:N0} of segment {segment.Path} are damaged; offsets {damage.FirstLost} to {damage.FirstKept - 1} cannot be read. Restore the file from a copy, or let readers go on from offset {damage.FirstKept}."));
        if (scan.Length < length)
        {
            notices.Add(string.Create(CultureInfo.InvariantCulture, $"{folder}: cut off {length - scan.Length:N0} bytes of a batch that was not written whole at offset {scan.End} (segment {segment.Path}, byte {scan.Length})"));
            file.Truncate(scan.Length);
            file.Sync();
        }

        segment.Adopt(scan);
        return new Ending(scan.End, Math.Min(doubtful, scan.Length), scan.LastArrival);
    }

    /// <summary>Takes away what a failed append has left.</summary>
    private void Tidy()
    {
        if (!untidy)
            return;
        active.Truncate(segments[^1].Length);
        untidy = false;
    }

    private IOException? TryTidy()
    {
        try
        {
            Tidy();
            return null;
        }
        catch (IOException error)
        {
            return error;
        }
    }

    private void TryTidyAfterMark()
    {
        // Part of a mark at the end is cut off when the log is opened; nothing is lost by it.
        untidy = true;
        _ = TryTidy();
    }

    private void TryDelete(string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (IOException)
        {
            // An empty segment that nobody goes on with is deleted when the log is opened.
        }
    }

    /// <summary>Writes over the bytes that are not known to be on disk with themselves, batch by batch, having checked that they can still be read.</summary>
    private void WriteAgain(ILogFile file, string path, long to)
    {
        var headers = new HeaderWindow(file, to);
        for (var position = syncedTo; position < to;)
        {
            if (!headers.TryRead(position, out var header) || !headers.IsGood(position, header))
                throw new LogWriteException(folder, $"{path} could not be brought to disk, and its byte {position} cannot be read back; what was not durable has to be cut off");
            var total = (int)header.TotalBytes;
            if (copy.Length < total)
                copy = new byte[total];
            file.Read(position, copy.AsSpan(0, total));
            file.Write(position, copy.AsSpan(0, total));
            position += total;
        }
    }

    /// <summary>How a segment ends: at which offset, from which byte on it may not be on disk, and when its last batch arrived.</summary>
    private readonly record struct Ending(long Offset, long Doubtful, long LastArrival);
}
