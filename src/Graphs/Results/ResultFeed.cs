using System.Runtime.CompilerServices;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Results;

/// <summary>
/// New results as they are let out. Each follower reads the log at its own pace: one that is slow costs 64 KiB and no more, and reads later. Results of a partition of an output come in
/// order. The log is not held for a follower: one that falls behind retention goes on with the oldest that there is.
/// </summary>
/// <param name="outputs">The topics to follow.</param>
public sealed class ResultFeed(IEnumerable<LogTopic> outputs)
{
    private const int FetchBytes = 64 * 1024;

    private sealed class Lane(LogPartition partition, long next) : IDisposable
    {
        public LogPartition Partition => partition;

        public LogReader Reader { get; } = partition.OpenReader(next);

        public long Next { get; set; } = next;

        public Task? Wait { get; set; }

        public void Dispose() => Reader.Dispose();
    }

    /// <summary>Follows the outputs until it is cancelled.</summary>
    /// <param name="filter">Which results.</param>
    /// <param name="after">Goes on from there; null for what comes from now on. What it does not name is followed from its end.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SourceException">The log is damaged there.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<ResultEvent> Follow(ResultFilter filter, ResultCursor? after = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var lanes = outputs.SelectMany(topic => topic.Partitions).Select(partition => Start(partition, after)).ToArray();
        var chunk = new RecordChunk();
        try
        {
            while (true)
            {
                var isIdle = true;
                foreach (var lane in lanes)
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (!Read(lane, chunk))
                        continue;
                    isIdle = false;
                    for (var i = 0; i < chunk.Count; i++)
                    {
                        lane.Next = chunk.Offsets[i] + 1;
                        if (!filter.Takes(chunk.ValueOf(i), chunk.KeyOf(i), chunk.Arrivals[i]))
                            continue;
                        var json = chunk.ValueOf(i).TrimEnd("\r\n"u8).ToArray();
                        var record = new ResultRecord(lane.Partition.Topic, lane.Partition.Index, chunk.Offsets[i], chunk.Arrivals[i], json);
                        yield return new ResultEvent(record, ResultCursor.Write(lanes.Select(each => (each.Partition.Topic, each.Partition.Index, each.Next))));
                    }
                }

                if (isIdle)
                    await Wait(lanes, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var lane in lanes)
                lane.Dispose();
        }
    }

    private static Lane Start(LogPartition partition, ResultCursor? after)
    {
        // Right after a start less is let out than before it; a place beyond the end of the log is one of another log.
        var place = after?.OffsetOf(partition.Topic, partition.Index) is { } offset && offset <= partition.End ? offset : partition.Stable;
        return new Lane(partition, Math.Max(place, partition.Start));
    }

    private static bool Read(Lane lane, RecordChunk chunk)
    {
        if (lane.Partition.Stable <= lane.Next)
            return false;
        lane.Next = Math.Max(lane.Next, lane.Partition.Start);
        if (lane.Reader.Position != lane.Next)
            lane.Reader.Seek(lane.Next);
        return lane.Reader.TryRead(chunk, FetchBytes);
    }

    private static async Task Wait(Lane[] lanes, CancellationToken cancellation)
    {
        foreach (var lane in lanes)
            lane.Wait = lane.Wait is { IsCompleted: false } pending ? pending : lane.Partition.WaitAsync(lane.Next, cancellation);
        var waits = lanes.Select(lane => lane.Wait!).DefaultIfEmpty(Task.Delay(Timeout.Infinite, cancellation));
        await (await Task.WhenAny(waits).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
