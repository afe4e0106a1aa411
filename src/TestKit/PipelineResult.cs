using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.TestKit;

/// <summary>A record that came out of a pipeline, taken apart. Immutable.</summary>
public sealed class PipelineResult
{
    private PipelineResult(string output, ReadOnlySpan<byte> line)
    {
        var head = OutputLine.Read(line);
        Output = output;
        Json = Encoding.UTF8.GetString(head.Json);
        Id = Encoding.UTF8.GetString(head.Id);
        (Type, Name, Key) = (head.Type, head.Name, head.Key);
        (Start, End, Time) = (head.Start, head.End, head.Time);
        (Revision, IsEarly) = (head.Revision ?? 0, head.Early ?? false);
        using var document = JsonDocument.Parse(Json);
        var root = document.RootElement;
        Values = root.TryGetProperty("values", out var values) ? ReadValues(values) : ReadOnlyDictionary<string, object?>.Empty;
        Events = root.TryGetProperty("events", out var events) ? ReadEvents(events) : ReadOnlyDictionary<string, IReadOnlyList<JsonElement>>.Empty;
        Reading = root.TryGetProperty("reading", out var reading) ? reading.Clone() : null;
        Reason = (root.TryGetProperty("reason", out var reason) || root.TryGetProperty("text", out reason) ? reason.GetString() : null) ?? "";
    }

    /// <summary>The output that it came out at.</summary>
    public string Output { get; }

    /// <summary><c>window</c>, <c>match</c>, <c>timeout</c>, <c>actor</c>, <c>late</c>, <c>deadLetter</c> or <c>notice</c>.</summary>
    public string Type { get; }

    /// <summary>The name of the window, pattern or actor; null when there is none.</summary>
    public string? Name { get; }

    /// <summary>The key; null when there is none.</summary>
    public string? Key { get; }

    /// <summary>Start of a window, match or timeout.</summary>
    public EventTime? Start { get; }

    /// <summary>End of a window, exclusive, or of a match or timeout, inclusive.</summary>
    public EventTime? End { get; }

    /// <summary>The time of an actor's output or a notice, the watermark that a late reading met.</summary>
    public EventTime? Time { get; }

    /// <summary>The revision of a window's result, from 0.</summary>
    public int Revision { get; }

    /// <summary>Whether a window's result is provisional.</summary>
    public bool IsEarly { get; }

    /// <summary>What a window or an actor says, by name: a <see cref="double"/>, <see cref="bool"/>, <see cref="string"/>, or null.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; }

    /// <summary>The readings of a match or timeout by step, as they came in.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> Events { get; }

    /// <summary>The reading that was late; null for all else.</summary>
    public JsonElement? Reading { get; }

    /// <summary>Why a record went to the dead letters, or what a notice says; empty for all else.</summary>
    public string Reason { get; }

    /// <summary>The id; empty for late readings, dead letters and notices, which have none.</summary>
    public string Id { get; }

    /// <summary>The JSON object as it came out.</summary>
    public string Json { get; }

    /// <summary>A number among <see cref="Values"/>; NaN for null.</summary>
    /// <exception cref="KeyNotFoundException">There is no such value.</exception>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public double Number(string value) => Value(value) switch
    {
        null => double.NaN,
        double number => number,
        var other => throw new InvalidCastException($"{value} is no number but {other}."),
    };

    /// <summary>A text among <see cref="Values"/>; null for null.</summary>
    /// <exception cref="KeyNotFoundException">There is no such value.</exception>
    /// <exception cref="InvalidCastException">It is no text.</exception>
    public string? Text(string value) => Value(value) switch
    {
        null => null,
        string text => text,
        var other => throw new InvalidCastException($"{value} is no text but {string.Create(CultureInfo.InvariantCulture, $"{other}")}."),
    };

    /// <summary>Whether a value among <see cref="Values"/> is true; null is not.</summary>
    /// <exception cref="KeyNotFoundException">There is no such value.</exception>
    /// <exception cref="InvalidCastException">It is neither true nor false.</exception>
    public bool Flag(string value) => Value(value) switch
    {
        null => false,
        bool flag => flag,
        var other => throw new InvalidCastException($"{value} is neither true nor false but {string.Create(CultureInfo.InvariantCulture, $"{other}")}."),
    };

    /// <summary>
    /// One line that says everything but the id: <c>window mean s-1 2026-01-01T00:00:00.000Z..2026-01-01T00:01:00.000Z mean=81 n=1</c>;
    /// <c>match failure m-7 .. spike=[{"value":9}] rise=[..]</c>; <c>actor alarm s-1 2026-01-01T00:00:10.000Z raised=true</c>; <c>deadLetter REASON</c>.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder(Type);
        foreach (var part in new[] { Name, Key })
        {
            if (part is not null)
                text.Append(' ').Append(part);
        }

        if (Start is { } start)
            text.Append(' ').Append(start).Append("..").Append(End);
        if (Time is { } time)
            text.Append(Type == "late" ? " behind " : " ").Append(time);
        if (Revision > 0)
            text.Append(CultureInfo.InvariantCulture, $" r{Revision}");
        if (IsEarly)
            text.Append(" early");
        foreach (var (name, value) in Values)
            text.Append(CultureInfo.InvariantCulture, $" {name}={Written(value)}");
        foreach (var (step, events) in Events)
            text.Append(CultureInfo.InvariantCulture, $" {step}=[{string.Join(',', events.Select(taken => taken.GetRawText()))}]");
        if (Reading is { } reading)
            text.Append(' ').Append(reading.GetRawText());
        if (Reason.Length > 0)
            text.Append(' ').Append(Reason);
        return text.ToString();
    }

    internal static PipelineResult Of(string output, ReadOnlySpan<byte> line) => new(output, line);

    private static string Written(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => (string)value,
    };

    private static OrderedDictionary<string, object?> ReadValues(JsonElement values)
    {
        var read = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var value in values.EnumerateObject())
        {
            read.Add(value.Name, value.Value.ValueKind switch
            {
                JsonValueKind.Number => value.Value.GetDouble(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.String => value.Value.GetString(),
                _ => null,
            });
        }

        return read;
    }

    private static OrderedDictionary<string, IReadOnlyList<JsonElement>> ReadEvents(JsonElement events)
    {
        var read = new OrderedDictionary<string, IReadOnlyList<JsonElement>>(StringComparer.Ordinal);
        foreach (var step in events.EnumerateObject())
            read.Add(step.Name, [.. step.Value.EnumerateArray().Select(taken => taken.Clone())]);
        return read;
    }

    private object? Value(string name) => Values.TryGetValue(name, out var value)
        ? value
        : throw new KeyNotFoundException($"There is no value {name} in: {this}");
}
