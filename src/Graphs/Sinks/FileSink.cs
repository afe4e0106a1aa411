using System.Globalization;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Sinks;

/// <summary>
/// A file of JSON lines in which each record stands exactly once. After each portion the file is brought to disk and then its length is kept beside the position, in one value; what
/// lies beyond that length after a crash was never acknowledged and is cut off. Any number of outputs and partitions share the file: records of one
/// are in order, portions interleave. A reader that follows the file may see, at its end, lines that a crash takes back and the next run writes again; up to the kept
/// length nothing changes any more. A file that is shorter than what was kept, or another one, is never touched: it is an error that says what to do.
/// </summary>
public sealed class FileSink : ISink
{
    private const string Value = "file";
    private readonly SinkPositions positions;
    private readonly ILogFiles files;
    private readonly string path;
    private FilePosition? known;
    private ILogFile? file;
    private byte[] buffer = [];

    /// <summary>A sink; the file is opened with the first output.</summary>
    /// <param name="name">The sink's name.</param>
    /// <param name="files">Where the file is.</param>
    /// <param name="path">The file, relative to their root with <c>/</c>; its folder is made.</param>
    /// <param name="positions">Where length and position are kept.</param>
    public FileSink(string name, ILogFiles files, string path, SinkPositions positions)
    {
        Name = name;
        this.files = files;
        this.path = path;
        this.positions = positions;
    }

    /// <inheritdoc/>
    public string Name { get; }

    private string FullPath => Path.Combine(files.Root, path);

    /// <inheritdoc/>
    public long Open(string output, int partition) => Ready().Next.GetValueOrDefault(PlaceOf(output, partition));

    /// <inheritdoc/>
    public void Deliver(string output, int partition, RecordChunk records)
    {
        var before = Ready();
        var next = before.Next.GetValueOrDefault(PlaceOf(output, partition));
        var length = Fill(records, next);
        if (length == 0)
            return; // all of it is in the file already
        try
        {
            file!.Write(before.Length, buffer.AsSpan(0, length));
            file.Sync();
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            CutBack(before.Length);
            throw new SinkException(Name, $"{FullPath} cannot be written: {full.Message}; make room or mend the disk, and it goes on by itself", inner: full);
        }

        var after = new FilePosition
        {
            Length = before.Length + length,
            Head = before.Length >= FilePosition.Compared ? before.Head : FingerprintOf(0, before.Length + length),
            Tail = FingerprintOf(Math.Max(0, before.Length + length - FilePosition.Compared), before.Length + length),
            Next = new SortedDictionary<string, long>(before.Next, StringComparer.Ordinal) { [PlaceOf(output, partition)] = records.Offsets[^1] + 1 },
        };
        try
        {
            positions.WriteValue(Value, after.ToBytes());
        }
        catch (SinkException)
        {
            Close(); // opened again it is cut back to the length that is kept, whichever that is
            throw;
        }

        known = after;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static string PlaceOf(string output, int partition) => string.Create(CultureInfo.InvariantCulture, $"{output}/{partition}");

    /// <summary>What is known of the file, which is open and exactly as long as that.</summary>
    private FilePosition Ready()
    {
        if (known is not null)
            return known;
        var value = positions.ReadValue(Value);
        var kept = value.IsEmpty ? new FilePosition() : FilePosition.Read(value.Span);
        if (kept is null)
            throw new SinkException(Name, "what was kept of its position is not readable: it was written by a newer version, or damaged; start that version, or give the sink another name to begin a new file");
        try
        {
            var folder = path.Contains('/') ? path[..path.LastIndexOf('/')] : "";
            files.CreateFolder(folder);
            file = files.Open(path, create: kept.Length == 0);
            if (kept.Length == 0)
                files.SyncFolder(folder);
            Check(kept, value.IsEmpty);
            if (value.IsEmpty)
                positions.WriteValue(Value, kept.ToBytes()); // from now on the file is known to be this sink's, whatever is in it after a crash
            if (file.Length > kept.Length)
            {
                file.Truncate(kept.Length);
                file.Sync();
            }
        }
        catch (FileNotFoundException gone)
        {
            throw Changed($"{FullPath} is gone, but {kept.Length} bytes were written to it", gone);
        }
        catch (SinkException)
        {
            Close();
            throw;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Close();
            throw new SinkException(Name, $"{FullPath} cannot be opened: {unreadable.Message}; check the path and its permissions", inner: unreadable);
        }

        return known = kept;
    }

    private void Check(FilePosition kept, bool isNew)
    {
        var length = file!.Length;
        if (isNew && length > 0)
            throw Changed($"{FullPath} has {length} bytes already, which this sink did not write", null);
        if (length < kept.Length)
            throw Changed($"{FullPath} has {length} bytes, but {kept.Length} were written to it", null);
        if (kept.Length > 0 && (FingerprintOf(0, kept.Length) != kept.Head || FingerprintOf(Math.Max(0, kept.Length - FilePosition.Compared), kept.Length) != kept.Tail))
            throw Changed($"{FullPath} is not the file that was written: its first or last bytes are others", null);
    }

    private SinkException Changed(string what, Exception? inner) =>
        new(Name, $"{what}; put the file back, or give the sink another file and another name to begin a new one with the oldest outputs that the log still has", inner: inner);

    /// <summary>Of the bytes from a position on, at most <see cref="FilePosition.Compared"/>.</summary>
    private string FingerprintOf(long from, long end)
    {
        var bytes = new byte[Math.Min(FilePosition.Compared, end - from)];
        try
        {
            return FilePosition.Fingerprint(bytes.AsSpan(0, file!.Read(from, bytes)));
        }
        catch (IOException unreadable)
        {
            Close();
            throw new SinkException(Name, $"{FullPath} cannot be read back: {unreadable.Message}", inner: unreadable);
        }
    }

    private int Fill(RecordChunk records, long next)
    {
        var length = 0;
        for (var i = 0; i < records.Count; i++)
        {
            if (records.Offsets[i] < next)
                continue;
            var json = OutputRecord.Json(records.ValueOf(i));
            if (buffer.Length - length <= json.Length)
                Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + json.Length + 1));
            json.CopyTo(buffer.AsSpan(length));
            length += json.Length;
            buffer[length++] = (byte)'\n';
        }

        return length;
    }

    /// <summary>As far as that is possible now: it is done again, before anything else, when the file is opened the next time.</summary>
    private void CutBack(long length)
    {
        try
        {
            file!.Truncate(length);
        }
        catch (IOException)
        {
            // The disk is worse than full. The exception that brought us here is being reported.
        }

        Close();
    }

    private void Close()
    {
        file?.Dispose();
        file = null;
        known = null;
    }
}
