namespace Millrace.Graphs.Log;

/// <summary>What an appender has done.</summary>
/// <param name="QueuedBytes">Bytes of the requests that are not complete yet, counted as <see cref="LogAppenderOptions.QueueBytes"/> says.</param>
/// <param name="Groups">Groups of requests written since the start.</param>
/// <param name="Requests">Requests that became durable.</param>
/// <param name="Records">Records that became durable.</param>
/// <param name="Failed">Requests that failed.</param>
public readonly record struct LogAppenderStatistics(long QueuedBytes, long Groups, long Requests, long Records, long Failed);
