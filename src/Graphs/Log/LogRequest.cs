using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Log;

/// <summary>A request to append that waits for its records to be durable. Belongs to the appender's thread once taken from the queue.</summary>
internal sealed class LogRequest
{
    /// <summary>What a record costs in the queue besides its bytes.</summary>
    private const int RecordOverhead = 16;

    private readonly TaskCompletionSource<long[]> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] first;

    public LogRequest(IReadOnlyList<(int Partition, RecordChunk Records)> parts)
    {
        Parts = parts;
        first = new long[parts.Count];
        foreach (var (_, chunk) in parts)
        {
            Bytes += chunk.Bytes + (long)RecordOverhead * chunk.Count;
            Records += chunk.Count;
        }
    }

    public IReadOnlyList<(int Partition, RecordChunk Records)> Parts { get; }

    public long Bytes { get; }

    public long Records { get; }

    public Task<long[]> Done => done.Task;

    public LogWriteException? Error { get; private set; }

    public void Place(int part, long offset) => first[part] = offset;

    public void Fail(LogWriteException error) => Error ??= error;

    public void Complete()
    {
        if (Error == null)
            done.TrySetResult(first);
        else
            done.TrySetException(Error);
    }
}
