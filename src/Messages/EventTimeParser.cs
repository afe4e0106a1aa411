using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Messages;

/// <summary>
/// Reads event times: <c>yyyy-MM-dd</c>, alone (midnight) or followed by <c>T</c> or a blank and <c>HH:mm</c>, <c>HH:mm:ss</c> or seconds with
/// a fraction of 1 to 9 digits (cut to the millisecond), then <c>Z</c>, an offset (<c>+02:00</c>, <c>+0200</c>, <c>+02</c>) or nothing: then
/// it is local time of the parser's zone. A local time that a change of the clocks skips is read with the offset from before the change; one that happens twice is the
/// first. Leap seconds and 24:00 are refused. Remembers the day read last, so one thread at a time.
/// </summary>
/// <param name="zone">The zone of times that name none; null is UTC.</param>
public sealed class EventTimeParser(TimeZoneInfo? zone = null)
{
    private const long MinuteMilliseconds = 60_000;

    private readonly TimeZoneInfo? zone = zone is null || zone.Equals(TimeZoneInfo.Utc) ? null : zone;
    private ulong lastYearMonth; // the first 8 bytes of the day read last; no day is all zero bytes
    private ushort lastDay; // its other 2 bytes
    private long lastDayStart;
    private long lastLocalMinute = long.MinValue;
    private long lastOffset;

    /// <summary>Reads a time.</summary>
    /// <param name="utf8">The text, all of it.</param>
    /// <param name="time">The time, when the result is true.</param>
    /// <returns>Whether the text is a time within the years 1 to 9999 (UTC).</returns>
    public bool TryParse(ReadOnlySpan<byte> utf8, out EventTime time)
    {
        time = default;
        if (utf8.Length < 10 || !TryDay(utf8, out var milliseconds))
            return false;
        var at = 10;
        if (utf8.Length > 10)
        {
            if (utf8.Length < 16 || (utf8[10] | 0x20) is not ('t' or ' ') || !TryClock(utf8, ref at, ref milliseconds))
                return false;
        }

        if (at == utf8.Length)
        {
            if (zone is not null)
                milliseconds -= OffsetOf(milliseconds);
        }
        else if (!(at + 1 == utf8.Length && (utf8[at] | 0x20) == 'z'))
        {
            if (!TryOffset(utf8[at..], out var offset))
                return false;
            milliseconds -= offset;
        }

        time = new EventTime(milliseconds);
        return time >= EventTime.Earliest && time <= EventTime.Latest;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out EventTime)"/>
    public bool TryParse(ReadOnlySpan<char> text, out EventTime time)
    {
        time = default;
        Span<byte> bytes = stackalloc byte[64];
        if (text.Length > bytes.Length)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] > 127)
                return false;
            bytes[i] = (byte)text[i];
        }

        return TryParse(bytes[..text.Length], out time);
    }

    /// <summary>A number as event time: milliseconds since the Unix epoch, a fraction is cut off downwards.</summary>
    /// <returns>Whether it lies within the years 1 to 9999.</returns>
    public static bool TryFromEpoch(double milliseconds, out EventTime time)
    {
        if (!(milliseconds >= EventTime.Earliest.Milliseconds && milliseconds < EventTime.Latest.Milliseconds + 1.0))
        {
            time = default;
            return false;
        }

        time = new EventTime((long)Math.Floor(milliseconds));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryDay(ReadOnlySpan<byte> text, out long milliseconds)
    {
        if (MemoryMarshal.Read<ulong>(text) == lastYearMonth && MemoryMarshal.Read<ushort>(text[8..]) == lastDay)
        {
            milliseconds = lastDayStart;
            return true;
        }

        return TryNewDay(text, out milliseconds);
    }

    private bool TryNewDay(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (!TryTwo(text, 0, out var century) || !TryTwo(text, 2, out var year) || text[4] != '-'
            || !TryTwo(text, 5, out var month) || text[7] != '-' || !TryTwo(text, 8, out var day))
            return false;
        year += century * 100;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month))
            return false;
        milliseconds = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
        lastYearMonth = MemoryMarshal.Read<ulong>(text);
        lastDay = MemoryMarshal.Read<ushort>(text[8..]);
        lastDayStart = milliseconds;
        return true;
    }

    /// <summary>The time of day from index 11 on; leaves <paramref name="at"/> behind it.</summary>
    private static bool TryClock(ReadOnlySpan<byte> text, ref int at, ref long milliseconds)
    {
        if (!TryTwo(text, 11, out var hour) || text[13] != ':' || !TryTwo(text, 14, out var minute) || hour > 23 || minute > 59)
            return false;
        milliseconds += ((hour * 60) + minute) * MinuteMilliseconds;
        at = 16;
        if (text.Length == 16 || text[16] != ':')
            return true;
        if (text.Length < 19 || !TryTwo(text, 17, out var second) || second > 59)
            return false;
        milliseconds += second * 1000;
        at = 19;
        if (text.Length == 19 || text[19] is not ((byte)'.' or (byte)','))
            return true;
        var scale = 100;
        for (at = 20; at < text.Length && (uint)(text[at] - '0') <= 9; at++, scale /= 10)
            milliseconds += (text[at] - '0') * scale;
        return at is > 20 and <= 29;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out long offset)
    {
        offset = 0;
        if (text[0] == ' ')
            text = text[1..];
        if (text.Length < 3 || text[0] is not ((byte)'+' or (byte)'-') || !TryTwo(text, 1, out var hours) || hours > 18)
            return text.Length == 1 && (text[0] | 0x20) == 'z';
        var minutes = 0;
        if (text.Length > 3)
        {
            var at = text[3] == ':' ? 4 : 3;
            if (text.Length != at + 2 || !TryTwo(text, at, out minutes) || minutes > 59)
                return false;
        }

        offset = ((hours * 60) + minutes) * (text[0] == '-' ? -MinuteMilliseconds : MinuteMilliseconds);
        return true;
    }

    /// <summary>What the zone's clocks are ahead of UTC by, asked for once a minute of local time.</summary>
    private long OffsetOf(long local)
    {
        var minute = Math.DivRem(local, MinuteMilliseconds).Quotient;
        if (minute == lastLocalMinute)
            return lastOffset;
        var moment = new DateTime(DateTime.UnixEpoch.Ticks + (local * TimeSpan.TicksPerMillisecond), DateTimeKind.Unspecified);
        var offset = zone!.IsAmbiguousTime(moment) ? zone.GetAmbiguousTimeOffsets(moment).Max()
            : zone.IsInvalidTime(moment) ? zone.GetUtcOffset(moment.AddDays(-1))
            : zone.GetUtcOffset(moment);
        lastLocalMinute = minute;
        return lastOffset = (long)offset.TotalMilliseconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTwo(ReadOnlySpan<byte> text, int at, out int value)
    {
        int tens = text[at] - '0', ones = text[at + 1] - '0';
        value = (tens * 10) + ones;
        return (uint)tens <= 9 && (uint)ones <= 9;
    }
}
