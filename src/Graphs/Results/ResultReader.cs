using System.Collections.Immutable;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Results;

/// <summary>
/// Recent results out of the topics of the outputs, newest first: by arrival, then by output, partition and offset. Sees what readers of the log see, so under exactly-once
/// delivery what a checkpoint has committed. One thread at a time; make one for each request.
/// </summary>
/// <param name="outputs">The topics to look in.</param>
public sealed class ResultReader(IEnumerable<LogTopic> outputs)
{
    /// <summary>The most results of a page when nothing is said.</summary>
    public const int DefaultLimit = 100;

    /// <summary>The most results that a page can be asked for.</summary>
    public const int LargestLimit = 10_000;

    /// <summary>About the most bytes of a partition of an output that are looked at for a page: 64 MiB, some tenths of a second.</summary>
    public const long ScanBytes = 64L * 1024 * 1024;

    /// <summary>The most bytes of results of a page with more than one: 16 MiB.</summary>
    public const long PageBytes = 16L * 1024 * 1024;

    /// <summary>A page of results.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="limit">At most how many; 1 to <see cref="LargestLimit"/>.</param>
    /// <param name="before">Where the page before ended; null for the newest. What it does not name is passed over.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of its bounds.</exception>
    /// <exception cref="SourceException">The log is damaged there.</exception>
    public ResultPage Read(ResultFilter filter, int limit = DefaultLimit, ResultCursor? before = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LargestLimit);
        var chunk = new RecordChunk();
        var scans = new List<BackwardScan>();
        try
        {
            foreach (var partition in outputs.SelectMany(topic => topic.Partitions))
            {
                var end = before is null ? partition.Stable : before.OffsetOf(partition.Topic, partition.Index) is { } place ? Math.Min(place, partition.Stable) : partition.Start;
                scans.Add(new BackwardScan(partition, filter, Math.Max(end, partition.Start), chunk));
            }

            return Merge(scans, limit);
        }
        finally
        {
            foreach (var scan in scans)
                scan.Dispose();
        }
    }

    private static ResultPage Merge(List<BackwardScan> scans, int limit)
    {
        var records = ImmutableArray.CreateBuilder<ResultRecord>();
        var bytes = 0L;
        while (records.Count < limit)
        {
            BackwardScan? newest = null;
            foreach (var scan in scans)
            {
                if (scan.Peek(ScanBytes) is { } record && (newest is null || IsNewer(record, newest.Peek(ScanBytes)!)))
                    newest = scan;
            }

            if (newest?.Peek(ScanBytes) is not { } next || (records.Count > 0 && bytes + next.Json.Length > PageBytes))
                break;
            records.Add(next);
            bytes += next.Json.Length;
            newest.Take();
        }

        var isComplete = scans.TrueForAll(scan => scan.IsAtStart);
        return new ResultPage(
            records.ToImmutable(),
            isComplete ? null : new ResultCursor(scans.Select(scan => (scan.Partition.Topic, scan.Partition.Index, scan.Place))));
    }

    private static bool IsNewer(ResultRecord one, ResultRecord other)
    {
        var order = one.Arrival.CompareTo(other.Arrival);
        if (order == 0)
            order = -string.CompareOrdinal(one.Output, other.Output);
        if (order == 0)
            order = other.Partition.CompareTo(one.Partition);
        return order > 0;
    }
}
