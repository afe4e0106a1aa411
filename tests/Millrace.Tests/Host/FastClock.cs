namespace Millrace.Tests.Host;

/// <summary>The machine's own clock, so many times as fast: for what runs on threads of its own and takes minutes.</summary>
internal sealed class FastClock(int factor) : TimeProvider
{
    private readonly long start = System.GetTimestamp();
    private readonly DateTimeOffset startTime = System.GetUtcNow();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => start + ((System.GetTimestamp() - start) * factor);

    public override DateTimeOffset GetUtcNow() => startTime + (System.GetElapsedTime(start) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

    private TimeSpan Shorter(TimeSpan span) => span > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Max(1, span.TotalMilliseconds / factor)) : span;
}
