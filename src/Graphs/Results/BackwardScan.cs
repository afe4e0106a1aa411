using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Results;

/// <summary>
/// Goes through a partition from a place to its beginning and finds what a filter takes, newest first. A log can only be read forwards, so it reads blocks, each before the last,
/// of a size that adapts to the records.
/// </summary>
internal sealed class BackwardScan(LogPartition partition, ResultFilter filter, long before, RecordChunk chunk) : IDisposable
{
    private const int FetchBytes = 256 * 1024;
    private const int BlockBytes = 1024 * 1024; // about: what a block may be before the next is smaller
    private const int MostFoundBytes = 16 * 1024 * 1024; // kept of one block at a time
    private const int MostRecords = 1 << 16;

    private readonly LogReader reader = partition.OpenReader(before);
    private readonly LinkedList<ResultRecord> found = [];
    private long foundBytes;
    private long from = before; // everything from here to the last result taken has been looked at
    private int step = 128;

    /// <summary>The bytes read so far.</summary>
    public long BytesRead { get; private set; }

    public LogPartition Partition => partition;

    /// <summary>The place before which nothing has been handed out or passed over yet.</summary>
    public long Place => found.Last is { } newest ? newest.Value.Offset + 1 : from;

    public bool IsAtStart => Place <= partition.Start;

    /// <summary>The newest result that was not taken yet, looked for in at most so many bytes; null when there is none within them.</summary>
    public ResultRecord? Peek(long mostBytes)
    {
        while (found.Count == 0 && from > partition.Start && BytesRead < mostBytes)
            ReadBlock();
        return found.Last?.Value;
    }

    public void Take()
    {
        foundBytes -= found.Last!.Value.Json.Length;
        found.RemoveLast();
    }

    public void Dispose() => reader.Dispose();

    private void ReadBlock()
    {
        var end = from;
        from = Math.Max(partition.Start, end - step);
        var before = BytesRead;
        try
        {
            reader.Seek(from);
            while (reader.Position < end && reader.TryRead(chunk, FetchBytes))
                Search(end);
        }
        catch (SourceException) when (from < partition.Start)
        {
            return; // retention has just removed it; what is left is asked for anew
        }

        var bytes = BytesRead - before;
        step = bytes > BlockBytes ? Math.Max(1, step / 2) : bytes < BlockBytes / 4 ? Math.Min(MostRecords, step * 2) : step;
    }

    private void Search(long end)
    {
        for (var i = 0; i < chunk.Count && chunk.Offsets[i] < end; i++)
        {
            var line = chunk.ValueOf(i);
            BytesRead += line.Length + 1; // an empty record is not for nothing
            if (!filter.Takes(line, chunk.KeyOf(i), chunk.Arrivals[i]))
                continue;
            found.AddLast(new ResultRecord(partition.Topic, partition.Index, chunk.Offsets[i], chunk.Arrivals[i], line.TrimEnd("\r\n"u8).ToArray()));
            foundBytes += line.Length;
            while (foundBytes > MostFoundBytes && found.Count > 1)
            {
                // Too much for one block: the oldest are let go and read again with the block before.
                from = found.First!.Value.Offset + 1;
                foundBytes -= found.First.Value.Json.Length;
                found.RemoveFirst();
            }
        }
    }
}
