using System.Globalization;
using Millrace.Host.Output;
using Millrace.Messages;

namespace Millrace.Host.Live;

/// <summary>What both pages say, in the same words.</summary>
internal static class DemoText
{
    public static string Clock(DateTimeOffset time) => time.ToUniversalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Clock(EventTime time) => Clock(DateTimeOffset.FromUnixTimeMilliseconds(time.Milliseconds));

    public static string Minutes(TimeSpan span) => span.TotalHours >= 1 ? span.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : span.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    public static string Decimal(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    public static string Milliseconds(TimeSpan span) => span.TotalMilliseconds >= 1000 ? Decimal(span.TotalSeconds) + " s" : span.TotalMilliseconds.ToString(span.TotalMilliseconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms";

    public static string Rate(DemoView view) => $"{Figures.Count((long)Math.Round(view.Rate))} readings/s";

    public static string Lag(DemoView view) => view.EventTimeLag is not { } lag ? "no reading yet"
        : lag < TimeSpan.Zero ? $"{Decimal(lag.TotalSeconds)} s in event time (a sensor's clock is ahead)"
        : $"{Decimal(lag.TotalSeconds)} s in event time";

    public static string Factory(int sensors) => $"{Figures.Count(sensors / 4)} machines, {Figures.Count(sensors)} sensors, {Figures.Count(sensors * 10L)} readings/s";
}
