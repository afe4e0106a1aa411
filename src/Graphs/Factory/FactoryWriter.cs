using System.Text;

namespace Millrace.Graphs.Factory;

/// <summary>
/// Writes readings as lines: <c>{"timestamp":…,"machine":…,"sensor":…,"metric":…,"value":…}</c>, or the same five as CSV.
/// What is the same in every line of a sensor is put together once, so that a line costs a few copies and no allocation.
/// </summary>
public sealed class FactoryWriter
{
    private const int BufferSize = 1 << 18;
    private const int TimeLength = 24;
    private const int LongestNumber = 12;
    private const long DayMilliseconds = 86_400_000;

    private readonly byte[] buffer = new byte[BufferSize];
    private readonly byte[][] middles;
    private readonly byte[] before;
    private readonly byte[] after;
    private readonly byte[] time = new byte[TimeLength];
    private readonly Stream output;
    private readonly int longestLine;
    private long day = long.MinValue / 2;
    private int length;

    /// <summary>A writer for the readings of those sensors; <see cref="Flush"/> at the end.</summary>
    public FactoryWriter(IReadOnlyList<FactorySensor> sensors, FactoryFormat format, Stream output)
    {
        this.output = output;
        var json = format == FactoryFormat.Ndjson;
        before = json ? "{\"timestamp\":\""u8.ToArray() : [];
        after = json ? "}\n"u8.ToArray() : "\n"u8.ToArray();
        middles = [.. sensors.Select(sensor => Encoding.UTF8.GetBytes(json
            ? $"\",\"machine\":\"{sensor.Machine}\",\"sensor\":\"{sensor.Name}\",\"metric\":\"{sensor.MetricName}\",\"value\":"
            : $",{sensor.Machine},{sensor.Name},{sensor.MetricName},"))];
        longestLine = before.Length + TimeLength + middles.Max(middle => middle.Length) + LongestNumber + after.Length;
        if (!json)
            Append("timestamp,machine,sensor,metric,value\n"u8);
    }

    /// <summary>Bytes written so far, those still in the buffer included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes one reading.</summary>
    public void Write(in FactoryReading reading)
    {
        if (length + longestLine > BufferSize)
            Flush();
        Append(before);
        SetTime(reading.Time.Milliseconds);
        Append(time);
        Append(middles[reading.Sensor]);
        AppendNumber(reading.Hundredths);
        Append(after);
    }

    /// <summary>Writes all readings of a simulation that are still to come, and flushes.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; looked at once in a few thousand readings.</exception>
    public void WriteAll(FactorySimulator simulator, CancellationToken cancellation = default)
    {
        while (simulator.TryRead(out var reading))
        {
            Write(reading);
            if ((simulator.Readings & 4095) == 0)
                cancellation.ThrowIfCancellationRequested();
        }

        Flush();
    }

    /// <summary>Hands what is buffered to the stream.</summary>
    public void Flush()
    {
        output.Write(buffer, 0, length);
        length = 0;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
        Bytes += bytes.Length;
    }

    private void AppendNumber(int hundredths)
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
        Append(digits[at..]);
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
