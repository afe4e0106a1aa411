using System.Text.Json;
using Millrace.Graphs.Results;
using Millrace.Messages;

namespace Millrace.Host.Live;

/// <summary>A match of the pattern for failing bearings.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Spike">When it shook.</param>
/// <param name="Vibration">How much.</param>
/// <param name="Rise">When it got hot.</param>
/// <param name="Temperature">How hot.</param>
/// <param name="Found">When the match was put out.</param>
internal sealed record FoundFailure(string Machine, EventTime Spike, double Vibration, EventTime Rise, double Temperature, EventTime Found)
{
    /// <summary>The name of the pattern.</summary>
    public const string Pattern = "bearing-failure";

    /// <summary>The match in a result; null when it is not of the shape that the demonstration's own pipeline gives it, since the pipeline may be edited.</summary>
    public static FoundFailure? Read(ResultRecord record)
    {
        using var json = JsonDocument.Parse(record.Json);
        var root = json.RootElement;
        return root.TryGetProperty("events", out var events)
            && TryRead(events, "spike", out var spike, out var vibration)
            && TryRead(events, "rise", out var rise, out var temperature)
            ? new FoundFailure(root.GetProperty("key").GetString() ?? "", spike, vibration, rise, temperature, new EventTime(record.Arrival))
            : null;
    }

    private static bool TryRead(JsonElement events, string step, out EventTime time, out double value)
    {
        (time, value) = (default, 0);
        return events.TryGetProperty(step, out var taken) && taken.ValueKind == JsonValueKind.Array && taken.GetArrayLength() > 0
            && taken[0].TryGetProperty("timestamp", out var text) && text.ValueKind == JsonValueKind.String && EventTimeText.TryParse(text.GetString(), out time)
            && taken[0].TryGetProperty("value", out var number) && number.TryGetDouble(out value);
    }
}
