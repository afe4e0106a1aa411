using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Log;

/// <summary>
/// Appends for many writers at once: requests wait in a queue bounded in bytes, one thread takes all that wait, appends what belongs to one partition together, brings
/// each partition to disk once, and completes them all. The only one that appends to its topic. Any thread.
/// </summary>
public sealed class LogAppender : IDisposable, IAsyncDisposable
{
    /// <summary>Starts an appender.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="clock">Measures <see cref="LogAppenderOptions.SyncInterval"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have errors.</exception>
    public LogAppender(LogTopic topic, TimeProvider clock, LogAppenderOptions? options = null) => throw new NotImplementedException();

    /// <summary>What it has done so far.</summary>
    public LogAppenderStatistics Statistics => throw new NotImplementedException();

    /// <summary>Hands over a request, if there is room for it.</summary>
    /// <param name="request">Records for partitions, each chunk with one record at least; nobody may touch the chunks until the request is complete.</param>
    /// <param name="durable">Completes when all records are on disk, with the first offset of each chunk in the order of the request. Fails with <see cref="LogWriteException"/> when
    /// a partition concerned could not be written: then the records for that partition are not in the log, those for others may be.</param>
    /// <returns>False when the queue is full: to be tried again later.</returns>
    /// <exception cref="ArgumentException">The request is empty, or names a partition that does not exist.</exception>
    /// <exception cref="ObjectDisposedException">The appender was stopped.</exception>
    public bool TryEnqueue(IReadOnlyList<(int Partition, RecordChunk Records)> request, out Task<long[]> durable) => throw new NotImplementedException();

    /// <summary>Writes what waits, completes it and stops.</summary>
    public void Dispose() => throw new NotImplementedException();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
