using System.Globalization;

namespace Millrace.Actors.Windows;

/// <summary>What the state of a window's actors depends on, in words: shape, filter, lateness, early results, what is aggregated how; not what results are called, nor which of them are let out.</summary>
internal static class WindowText
{
    public static string Of(WindowDefinition definition, string key) => string.Create(
        CultureInfo.InvariantCulture,
        $"by {key}: {Shape(definition.Shape)}; where {definition.Where?.Text ?? "true"}; lateness {Milliseconds(definition.AllowedLateness)}; ")
        + $"early {Early(definition.Early)}; {string.Join(", ", definition.Aggregates.Select(aggregate => $"{aggregate.Function}({aggregate.Argument?.Text})"))}";

    private static string Shape(WindowShape shape) => shape switch
    {
        TumblingWindow window => $"tumbling {Milliseconds(window.Size)} offset {Milliseconds(window.Offset)}",
        SlidingWindow window => $"sliding {Milliseconds(window.Size)} every {Milliseconds(window.Every)} offset {Milliseconds(window.Offset)}",
        CumulateWindow window => $"cumulate {Milliseconds(window.Size)} every {Milliseconds(window.Every)} offset {Milliseconds(window.Offset)}",
        SessionWindow window => $"session {Milliseconds(window.Gap)} at most {(window.MaxDuration is { } most ? Milliseconds(most) : "any")}",
        LookbackWindow window => $"lookback {Milliseconds(window.Duration)}",
        CountWindow window => $"count {window.Readings.ToString(CultureInfo.InvariantCulture)}",
        _ => shape.GetType().Name,
    };

    private static string Early(EarlyResults? early) => early switch
    {
        null => "none",
        { Every: { } every } => Milliseconds(every),
        _ => "each",
    };

    private static string Milliseconds(TimeSpan span) => (span.Ticks / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture) + "ms";
}
