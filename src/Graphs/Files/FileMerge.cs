using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Files;

/// <summary>
/// Several files as several partitions: the one furthest behind in event time goes next. A file's position is the highest event time read from it so far or the event
/// time of its next record, whichever is later; the lowest position goes next, ties in the order of the arguments; a record without a time takes the position so far. The order of rows, and where among them a
/// file's end comes (directly behind its last row), depends on the files alone, never on the size of batches. Memory is bounded by one batch a file. One thread at a time.
/// </summary>
public sealed class FileMerge : IDisposable
{
    private const int LargestBatch = 4096;
    private const int SmallestBatch = 64; // rows; 1,000 files then hold about 8 MiB of records
    private const int RowsInAll = 32 * 1024;

    private readonly FileSource[] files;
    private readonly ReadingBatch[] batches;
    private readonly int[] cursors;
    private readonly long[] positions;
    private readonly PriorityQueue<int, (long Position, int File)> waiting = new();
    private readonly Queue<int> empty = new();
    private int current = -1;

    private FileMerge(FileSource[] files, ReadingBatch[] batches)
    {
        this.files = files;
        this.batches = batches;
        cursors = new int[files.Length];
        positions = new long[files.Length];
        positions.AsSpan().Fill(long.MinValue);
    }

    /// <summary>The files, in the order of the arguments, which numbers the partitions.</summary>
    public IReadOnlyList<FileSource> Files => files;

    /// <summary>How many bytes of all files have been read so far.</summary>
    public long BytesRead => files.Sum(file => file.BytesRead);

    /// <summary>How many bytes all files have; null when one is a pipe.</summary>
    public long? BytesTotal => files.Any(file => file.BytesTotal is null) ? null : files.Sum(file => file.BytesTotal);

    /// <summary>Opens the files and reads a first batch of each, so that a file that cannot be read is known before anything comes out.</summary>
    /// <param name="paths">The files, one at least.</param>
    /// <param name="format">How to read them; what is not given is found for each file by itself.</param>
    /// <param name="schema">The fields to decode.</param>
    /// <param name="symbols">The table of all batches.</param>
    /// <param name="batchCapacity">Rows a batch; default 4,096 for up to eight files, fewer for more, at least 64. No result depends on it.</param>
    /// <exception cref="InputFileException">A file cannot be read.</exception>
    public static FileMerge Open(IReadOnlyList<string> paths, SourceFormat format, ReadingSchema schema, SymbolTable symbols, int? batchCapacity = null)
    {
        var capacity = batchCapacity ?? Math.Clamp(RowsInAll / Math.Max(1, paths.Count), SmallestBatch, LargestBatch);
        var opened = new List<FileSource>();
        try
        {
            for (var i = 0; i < paths.Count; i++)
                opened.Add(FileSource.Open(paths[i], format, schema, symbols, i));
            var merge = new FileMerge([.. opened], [.. opened.Select(_ => new ReadingBatch(schema, symbols, capacity))]);
            for (var i = 0; i < opened.Count; i++)
            {
                if (!merge.TryQueue(i))
                    merge.empty.Enqueue(i);
            }

            return merge;
        }
        catch (InputFileException)
        {
            opened.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>Where a file stands: see the type. <see cref="EventTime.MinValue"/> while no record of it has had a time.</summary>
    public EventTime PositionOf(int file) => new(positions[file]);

    /// <summary>The next rows, as many of one file as stay the furthest behind; after a file's last rows, its end. The run before is no longer valid.</summary>
    /// <returns>False when every file has ended.</returns>
    /// <exception cref="InputFileException">A file cannot be read on.</exception>
    public bool Next(out FileRun run)
    {
        if (current >= 0)
        {
            var file = current;
            current = -1;
            if (!TryQueue(file))
                empty.Enqueue(file);
        }

        if (empty.TryDequeue(out var over))
        {
            run = new FileRun(batches[over], 0, 0);
            return true;
        }

        if (!waiting.TryDequeue(out current, out _))
        {
            current = -1;
            run = default;
            return false;
        }

        var from = cursors[current];
        cursors[current] = EndOfRun(current);
        run = new FileRun(batches[current], from, cursors[current]);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in files)
            file.Dispose();
    }

    /// <summary>Puts a file in the queue by its next row; false when it has none.</summary>
    private bool TryQueue(int file)
    {
        if (cursors[file] == batches[file].Count)
        {
            cursors[file] = 0;
            if (!files[file].Read(batches[file]))
                return false;
        }

        positions[file] = PositionAt(file, cursors[file]);
        waiting.Enqueue(file, (positions[file], file));
        return true;
    }

    private int EndOfRun(int file)
    {
        var count = batches[file].Count;
        var row = cursors[file] + 1;
        var alone = !waiting.TryPeek(out _, out var next);
        for (; row < count; row++)
        {
            var position = PositionAt(file, row);
            if (!alone && (position, file).CompareTo(next) > 0)
                break;
            positions[file] = position;
        }

        return row;
    }

    private long PositionAt(int file, int row)
    {
        var batch = batches[file];
        return batch.Kinds[row] == RowKind.Rejected ? positions[file] : Math.Max(positions[file], batch.Times[row]);
    }
}
