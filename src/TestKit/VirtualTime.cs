namespace Millrace.TestKit;

/// <summary>
/// A clock that stands still until it is moved: everything below the host takes its time from a <see cref="TimeProvider"/>, so a test says what time it is. Timers fire when the
/// clock is moved past them, on the thread that moves it. Any thread.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<VirtualTimer> timers = [];
    private long ticks;
    private long elapsed;

    /// <summary>A clock that shows a time.</summary>
    /// <param name="start">The time; null for 2026-01-01T00:00:00Z.</param>
    public VirtualTime(DateTimeOffset? start = null) => ticks = (start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).UtcTicks;

    /// <summary>Whether the clock moves itself to the next timer as soon as one is set, so that who waits never waits; default no.</summary>
    public bool IsEager { get; set; }

    /// <summary>One tick of a timestamp is 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref elapsed);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        lock (gate)
            timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass; timers that are due then fire in the order in which they are due, and of one moment in that in which they were made.</summary>
    /// <param name="span">How much; 0 or more.</param>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        List<VirtualTimer> due;
        lock (gate)
        {
            Interlocked.Add(ref ticks, span.Ticks);
            Interlocked.Add(ref elapsed, span.Ticks);
            due = [.. timers.Where(timer => timer.Due <= elapsed).OrderBy(timer => timer.Due)];
            due.ForEach(timer => timer.Rearm(elapsed));
        }

        due.ForEach(timer => timer.Fire());
    }

    /// <summary>Sets the wall clock, as an administrator or a time server does: forwards or back. Timestamps and timers, which measure spans, are not touched.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref ticks, now.UtcTicks);

    private void Changed()
    {
        if (!IsEager)
            return;
        long? next;
        lock (gate)
            next = timers.Min(timer => timer.Due);
        if (next is { } moment)
            Advance(TimeSpan.FromTicks(Math.Max(0, moment - GetTimestamp())));
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        /// <summary>The timestamp at which it fires; null for never.</summary>
        public long? Due { get; private set; }

        public void Fire() => callback(state);

        /// <summary>It is about to fire: when it does so again. Moments that were jumped over are passed over.</summary>
        public void Rearm(long now) => Due = period > TimeSpan.Zero ? now + period.Ticks : null;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                this.period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time.elapsed + dueTime.Ticks;
            }

            time.Changed();
            return true;
        }

        public void Dispose()
        {
            lock (time.gate)
                time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
