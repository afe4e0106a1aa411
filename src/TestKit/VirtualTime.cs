namespace Millrace.TestKit;

/// <summary>A clock that stands still until it is moved: everything below the host takes its time from a <see cref="TimeProvider"/>, so a test says what time it is. Timers never fire. Any thread.</summary>
public sealed class VirtualTime : TimeProvider
{
    private long ticks;
    private long elapsed;

    /// <summary>A clock that shows a time.</summary>
    /// <param name="start">The time; null for 2026-01-01T00:00:00Z.</param>
    public VirtualTime(DateTimeOffset? start = null) => ticks = (start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).UtcTicks;

    /// <summary>One tick of a timestamp is 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref elapsed);

    /// <summary>Lets time pass.</summary>
    /// <param name="span">How much; 0 or more.</param>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        Interlocked.Add(ref ticks, span.Ticks);
        Interlocked.Add(ref elapsed, span.Ticks);
    }

    /// <summary>Sets the wall clock, as an administrator or a time server does: forwards or back. Timestamps, which measure spans, are not touched.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref ticks, now.UtcTicks);
}
