using Millrace.Graphs.Log;

namespace Millrace.Graphs.Sinks;

/// <summary>One partition of an output on its way to one sink. Used by the pump's thread; <see cref="Position"/> and <see cref="RetryAt"/> are read by others.</summary>
internal sealed class SinkLane(string output, LogPartition partition, string holder)
{
    private long position = partition.Start;
    private long retryAt = NoRetry;

    public const long NoRetry = long.MinValue;

    public string Output => output;

    public LogPartition Partition => partition;

    /// <summary>Null until the sink has said where to go on.</summary>
    public LogReader? Reader { get; set; }

    /// <summary>The next offset to be delivered.</summary>
    public long Position
    {
        get => Volatile.Read(ref position);
        set
        {
            partition.Hold(holder, value);
            Volatile.Write(ref position, value);
        }
    }

    /// <summary>When it is tried again, in ticks since the pump's start; <see cref="NoRetry"/> when it did not fail.</summary>
    public long RetryAt
    {
        get => Volatile.Read(ref retryAt);
        set => Volatile.Write(ref retryAt, value);
    }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }

    /// <summary>The end of the portion that failed, so that the same is delivered again; 0 when none did.</summary>
    public long PortionEnd { get; set; }

    /// <summary>Completes when there is something to deliver; null when nobody asked.</summary>
    public Task? Wait { get; set; }

    /// <summary>Whether there is something to do, now or after a pause: to be opened, or to deliver.</summary>
    public bool HasWork => Reader is null || partition.Stable > Position;

    public bool IsDue(long now) => RetryAt == NoRetry || RetryAt <= now;
}
