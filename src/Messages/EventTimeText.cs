using System.Globalization;

namespace Millrace.Messages;

/// <summary>Event times as text: ISO-8601 in and out. For many values use an <see cref="EventTimeParser"/>, which also knows the zone of local times.</summary>
public static class EventTimeText
{
    /// <summary>The most bytes that <see cref="Format"/> writes.</summary>
    public const int MaxLength = 24;

    private const long DayMilliseconds = 86_400_000;

    /// <summary>Reads an ISO-8601 time as <see cref="EventTimeParser"/> does; without a zone it is UTC.</summary>
    /// <returns>Whether the text is a time within the years 1 to 9999.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out EventTime time) => new EventTimeParser().TryParse(utf8, out time);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out EventTime)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out EventTime time) => new EventTimeParser().TryParse(text, out time);

    /// <summary>
    /// Writes a time as <c>2026-11-21T10:00:00.000Z</c>: UTC, milliseconds, 24 bytes. Outside the years 1 to 9999 the bare number of milliseconds.
    /// </summary>
    /// <param name="time">The time.</param>
    /// <param name="destination">Where to; at least <see cref="MaxLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Format(EventTime time, Span<byte> destination)
    {
        if (destination.Length < MaxLength)
            throw new ArgumentException("A time takes up to 24 bytes.", nameof(destination));
        if (time < EventTime.Earliest || time > EventTime.Latest)
        {
            time.Milliseconds.TryFormat(destination, out var written, default, CultureInfo.InvariantCulture);
            return written;
        }

        var days = Math.DivRem(time.Milliseconds - EventTime.Earliest.Milliseconds, DayMilliseconds, out var rest);
        var (year, month, day) = DateOnly.FromDayNumber((int)days);
        var second = (int)Math.DivRem(rest, 1000, out var fraction);
        Two(destination, 0, year / 100);
        Two(destination, 2, year % 100);
        destination[4] = (byte)'-';
        Two(destination, 5, month);
        destination[7] = (byte)'-';
        Two(destination, 8, day);
        destination[10] = (byte)'T';
        Two(destination, 11, second / 3600);
        destination[13] = (byte)':';
        Two(destination, 14, second / 60 % 60);
        destination[16] = (byte)':';
        Two(destination, 17, second % 60);
        destination[19] = (byte)'.';
        destination[20] = (byte)('0' + (fraction / 100));
        Two(destination, 21, (int)fraction % 100);
        destination[23] = (byte)'Z';
        return MaxLength;
    }

    private static void Two(Span<byte> to, int at, int value)
    {
        to[at + 1] = (byte)('0' + (value % 10));
        to[at] = (byte)('0' + (value / 10));
    }
}
