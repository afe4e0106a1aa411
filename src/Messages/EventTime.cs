namespace Millrace.Messages;

/// <summary>A moment in event time: milliseconds since the Unix epoch, UTC, without leap seconds.</summary>
/// <param name="Milliseconds">Milliseconds since 1970-01-01T00:00:00Z; negative before it.</param>
public readonly record struct EventTime(long Milliseconds) : IComparable<EventTime>
{
    /// <summary>Before every reading: what a watermark is until the first reading.</summary>
    public static readonly EventTime MinValue = new(long.MinValue);

    /// <summary>After every reading: what a watermark is at the end of a finite input.</summary>
    public static readonly EventTime MaxValue = new(long.MaxValue);

    /// <summary>The first moment that a reading may carry: 0001-01-01T00:00:00.000Z.</summary>
    public static readonly EventTime Earliest = new(-62_135_596_800_000);

    /// <summary>The last moment that a reading may carry: 9999-12-31T23:59:59.999Z.</summary>
    public static readonly EventTime Latest = new(253_402_300_799_999);

    /// <inheritdoc/>
    public int CompareTo(EventTime other) => Milliseconds.CompareTo(other.Milliseconds);

    /// <summary>The moment <paramref name="right"/> after <paramref name="left"/>, to the millisecond.</summary>
    public static EventTime operator +(EventTime left, TimeSpan right) =>
        new(left.Milliseconds + (right.Ticks / TimeSpan.TicksPerMillisecond));

    /// <summary>The span from <paramref name="right"/> to <paramref name="left"/>.</summary>
    public static TimeSpan operator -(EventTime left, EventTime right) =>
        TimeSpan.FromMilliseconds(left.Milliseconds - right.Milliseconds);

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(EventTime left, EventTime right) => left.Milliseconds < right.Milliseconds;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(EventTime left, EventTime right) => left.Milliseconds > right.Milliseconds;

    /// <summary>Whether <paramref name="left"/> is earlier or the same.</summary>
    public static bool operator <=(EventTime left, EventTime right) => left.Milliseconds <= right.Milliseconds;

    /// <summary>Whether <paramref name="left"/> is later or the same.</summary>
    public static bool operator >=(EventTime left, EventTime right) => left.Milliseconds >= right.Milliseconds;

    /// <summary>ISO-8601 in UTC with milliseconds, such as <c>2026-11-21T10:00:00.000Z</c>; outside the years 1 to 9999 the bare number.</summary>
    public override string ToString() =>
        this < Earliest || this > Latest
            ? Milliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : DateTime.UnixEpoch.AddTicks(Milliseconds * TimeSpan.TicksPerMillisecond)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
