using System.Text;

namespace Millrace.Graphs.Factory;

/// <summary>
/// A reading as one line, <c>{"timestamp":…,"machine":…,"sensor":…,"metric":…,"value":…}</c> or the same five as CSV. What is the same in every line of a
/// sensor is put together once, so that a line costs a few copies and no allocation. One thread at a time.
/// </summary>
internal sealed class FactoryLine
{
    private const int TimeLength = 24;
    private const int LongestNumber = 12;
    private const long DayMilliseconds = 86_400_000;

    private readonly byte[][] middles;
    private readonly byte[] before;
    private readonly byte[] after;
    private readonly byte[] time = new byte[TimeLength];
    private long day = long.MinValue / 2;

    public FactoryLine(IReadOnlyList<FactorySensor> sensors, FactoryFormat format)
    {
        var json = format == FactoryFormat.Ndjson;
        before = json ? "{\"timestamp\":\""u8.ToArray() : [];
        after = json ? "}\n"u8.ToArray() : "\n"u8.ToArray();
        var beforeMachine = json ? "\",\"machine\":\"" : ",";
        MachineAt = before.Length + TimeLength + beforeMachine.Length;
        middles = [.. sensors.Select(sensor => Encoding.UTF8.GetBytes(json
            ? $"{beforeMachine}{sensor.Machine}\",\"sensor\":\"{sensor.Name}\",\"metric\":\"{sensor.MetricName}\",\"value\":"
            : $"{beforeMachine}{sensor.Machine},{sensor.Name},{sensor.MetricName},"))];
        Longest = before.Length + TimeLength + middles.Max(middle => middle.Length) + LongestNumber + after.Length;
    }

    /// <summary>The most bytes of a line, its line break included.</summary>
    public int Longest { get; }

    /// <summary>Where in a line the machine's name begins.</summary>
    public int MachineAt { get; }

    /// <summary>Writes a line with its line break.</summary>
    /// <returns>Its length.</returns>
    public int Format(in FactoryReading reading, Span<byte> line)
    {
        var length = 0;
        Append(line, ref length, before);
        SetTime(reading.Time.Milliseconds);
        Append(line, ref length, time);
        Append(line, ref length, middles[reading.Sensor]);
        AppendNumber(line, ref length, reading.Hundredths);
        Append(line, ref length, after);
        return length;
    }

    private static void Append(Span<byte> line, ref int length, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(line[length..]);
        length += bytes.Length;
    }

    private static void AppendNumber(Span<byte> line, ref int length, int hundredths)
    {
        Span<byte> digits = stackalloc byte[LongestNumber];
        var at = digits.Length;
        var rest = (uint)Math.Abs(hundredths);
        digits[--at] = (byte)('0' + (rest % 10));
        rest /= 10;
        digits[--at] = (byte)('0' + (rest % 10));
        rest /= 10;
        digits[--at] = (byte)'.';
        do
        {
            digits[--at] = (byte)('0' + (rest % 10));
            rest /= 10;
        }
        while (rest > 0);
        if (hundredths < 0)
            digits[--at] = (byte)'-';
        Append(line, ref length, digits[at..]);
    }

    /// <summary>Readings mostly share the day: only the time of day is written again.</summary>
    private void SetTime(long milliseconds)
    {
        var sinceDay = milliseconds - day;
        if (sinceDay is < 0 or >= DayMilliseconds)
        {
            var moment = DateTime.UnixEpoch.AddTicks(milliseconds * TimeSpan.TicksPerMillisecond);
            moment.TryFormat(time, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
            sinceDay = moment.TimeOfDay.Ticks / TimeSpan.TicksPerMillisecond;
            day = milliseconds - sinceDay;
        }

        var rest = (uint)sinceDay;
        SetTwo(11, rest / 3_600_000);
        SetTwo(14, rest / 60_000 % 60);
        SetTwo(17, rest / 1_000 % 60);
        time[20] = (byte)('0' + (rest / 100 % 10));
        SetTwo(21, rest % 100);
    }

    private void SetTwo(int at, uint number)
    {
        time[at] = (byte)('0' + (number / 10));
        time[at + 1] = (byte)('0' + (number % 10));
    }
}
