using System.Globalization;

namespace Millrace.Messages;

/// <summary>Durations as text: a number and a unit, <c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>8h</c>, <c>1d</c>. A day is 24 hours.</summary>
public static class DurationText
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond),
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
    ];

    /// <summary>Reads a duration: not negative, whole milliseconds, at most 10,000 years. A fraction is allowed (<c>1.5h</c>), 0 needs no unit.</summary>
    /// <param name="text">The text; blanks around it do not matter.</param>
    /// <param name="duration">The duration, when the result is true.</param>
    /// <param name="error">What is wrong and how it should look, when the result is false.</param>
    public static bool TryParse(string text, out TimeSpan duration, out string? error)
    {
        duration = default;
        error = null;
        var trimmed = text.AsSpan().Trim();
        if (trimmed is "0")
            return true;
        foreach (var (unit, ticks) in Units)
        {
            if (!trimmed.EndsWith(unit, StringComparison.Ordinal))
                continue;
            var number = trimmed[..^unit.Length].TrimEnd();
            if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
                break;
            const long limit = 3_650_000L * TimeSpan.TicksPerDay;
            if (amount > limit / ticks)
                error = $"The duration '{text}' is longer than 10,000 years.";
            else if (amount * ticks % TimeSpan.TicksPerMillisecond != 0)
                error = $"The duration '{text}' is no whole number of milliseconds.";
            else
                duration = new TimeSpan((long)(amount * ticks));
            return error is null;
        }

        error = $"'{text}' is no duration: write a number and one of ms, s, m, h, d, such as 250ms, 10s, 5m, 8h or 1d.";
        return false;
    }

    /// <summary>Writes a duration in the largest unit in which it is whole, such as <c>90s</c> or <c>5m</c>; parts of a millisecond are cut off.</summary>
    public static string Format(TimeSpan duration)
    {
        var ticks = duration.Ticks - (duration.Ticks % TimeSpan.TicksPerMillisecond);
        var (unit, size) = ticks == 0 ? ("s", TimeSpan.TicksPerSecond)
            : ticks % TimeSpan.TicksPerDay == 0 ? ("d", TimeSpan.TicksPerDay)
            : ticks % TimeSpan.TicksPerHour == 0 ? ("h", TimeSpan.TicksPerHour)
            : ticks % TimeSpan.TicksPerMinute == 0 ? ("m", TimeSpan.TicksPerMinute)
            : ticks % TimeSpan.TicksPerSecond == 0 ? ("s", TimeSpan.TicksPerSecond)
            : ("ms", TimeSpan.TicksPerMillisecond);
        return (ticks / size).ToString(CultureInfo.InvariantCulture) + unit;
    }
}
