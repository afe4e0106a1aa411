namespace Millrace.Tests.Sinks;

/// <summary>Time that goes only when it is told to, or by itself to the next timer as soon as one is set. Any thread.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Timer> timers = [];
    private DateTimeOffset now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private sealed class Timer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time.now + dueTime;
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

    /// <summary>Whether time goes to a timer as soon as it is set.</summary>
    public bool IsEager { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        lock (gate)
            timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var due = new List<Timer>();
        lock (gate)
        {
            now += by;
            foreach (var timer in timers.Where(timer => timer.Due <= now))
            {
                timer.Due = null;
                due.Add(timer);
            }
        }

        foreach (var timer in due)
            timer.Fire();
    }

    private void Changed()
    {
        if (!IsEager)
            return;
        DateTimeOffset? next;
        lock (gate)
            next = timers.Min(timer => timer.Due);
        if (next is { } moment)
            Advance(moment > GetUtcNow() ? moment - GetUtcNow() : TimeSpan.Zero);
    }
}
