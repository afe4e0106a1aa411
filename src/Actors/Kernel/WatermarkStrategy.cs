namespace Millrace.Actors.Kernel;

/// <summary>How a shard knows how far event time has come.</summary>
public sealed record WatermarkStrategy
{
    /// <summary>What moves the watermark; default <see cref="WatermarkKind.Bounded"/>.</summary>
    public WatermarkKind Kind { get; init; } = WatermarkKind.Bounded;

    /// <summary>How far a reading may lie behind the highest event time before it is late; 0 or more, default 0. Used by <see cref="WatermarkKind.Bounded"/>.</summary>
    public TimeSpan MaxOutOfOrderness { get; init; }

    /// <summary>Wall-clock time after which a silent partition no longer holds others back and a silent key's windows fire; null (the default) for never.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Whether each key has a clock of its own instead of one for the partition; default no.</summary>
    public bool PerKey { get; init; }
}
