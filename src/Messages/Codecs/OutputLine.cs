using System.Text.Json;

namespace Millrace.Messages.Codecs;

/// <summary>
/// The beginning and the id of a line that <see cref="OutputJson"/> wrote. Reads no further than it must: values, events, readings and texts, which make up most of
/// a line, are passed over unseen. Refers to the line.
/// </summary>
public readonly ref struct OutputLine
{
    private const int IdLength = OutputId.Length * 2;

    private OutputLine(ReadOnlySpan<byte> json) => Json = json;

    /// <summary>The JSON object without its line break.</summary>
    public ReadOnlySpan<byte> Json { get; private init; }

    /// <summary>What it says: <c>window</c>, <c>match</c>, <c>timeout</c>, <c>actor</c>, <c>late</c>, <c>deadLetter</c> or <c>notice</c>; empty when the line is none of Millrace's.</summary>
    public string Type { get; private init; } = "";

    /// <summary>The name of the window, pattern or actor; null when there is none.</summary>
    public string? Name { get; private init; }

    /// <summary>The key; null when there is none.</summary>
    public string? Key { get; private init; }

    /// <summary>Start of a window, match or timeout.</summary>
    public EventTime? Start { get; private init; }

    /// <summary>End of a window, exclusive, or of a match or timeout, inclusive.</summary>
    public EventTime? End { get; private init; }

    /// <summary>The time of an actor's output or a notice, the watermark that a late reading met.</summary>
    public EventTime? Time { get; private init; }

    /// <summary>The revision of a window's result; null for others.</summary>
    public int? Revision { get; private init; }

    /// <summary>Whether a window's result is provisional; null for others.</summary>
    public bool? Early { get; private init; }

    /// <summary>The id, 32 hexadecimal digits; empty for late readings, dead letters and notices, which have none.</summary>
    public ReadOnlySpan<byte> Id { get; private init; }

    /// <summary>Reads a line. What is no line of Millrace's has neither type nor anything else.</summary>
    /// <param name="line">The line in UTF-8, with or without its line break.</param>
    public static OutputLine Read(ReadOnlySpan<byte> line)
    {
        var json = line.TrimEnd("\r\n"u8);
        string? type = null, name = null, key = null;
        EventTime? start = null, end = null, time = null;
        int? revision = null;
        bool? early = null;
        var reader = new Utf8JsonReader(json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return new OutputLine(json);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && !IsBody(reader.ValueSpan))
            {
                var property = reader.ValueSpan;
                reader.Read();
                if (property.SequenceEqual("type"u8))
                    type = reader.GetString();
                else if (property.SequenceEqual("name"u8))
                    name = reader.GetString();
                else if (property.SequenceEqual("key"u8))
                    key = reader.GetString();
                else if (property.SequenceEqual("start"u8))
                    start = TimeOf(ref reader);
                else if (property.SequenceEqual("end"u8))
                    end = TimeOf(ref reader);
                else if (property.SequenceEqual("time"u8) || property.SequenceEqual("watermark"u8))
                    time = TimeOf(ref reader);
                else if (property.SequenceEqual("revision"u8))
                    revision = reader.GetInt32();
                else if (property.SequenceEqual("early"u8))
                    early = reader.GetBoolean();
                else
                    reader.Skip();
            }
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidOperationException or FormatException)
        {
            return new OutputLine(json);
        }

        return new OutputLine(json)
        {
            Type = type ?? "",
            Name = name,
            Key = key,
            Start = start,
            End = end,
            Time = time,
            Revision = revision,
            Early = early,
            Id = IdOf(json),
        };
    }

    /// <summary>The id at the end of a line; empty when it has none. Looks at the last bytes alone: within a text a quote has a backslash before it, so nothing else ends like that.</summary>
    /// <param name="line">The line in UTF-8, with or without its line break.</param>
    public static ReadOnlySpan<byte> IdOf(ReadOnlySpan<byte> line)
    {
        var json = line.TrimEnd("\r\n"u8);
        var prefix = ",\"id\":\""u8;
        var at = json.Length - prefix.Length - IdLength - 2;
        return at > 0 && json.EndsWith("\"}"u8) && json[at..].StartsWith(prefix) ? json.Slice(at + prefix.Length, IdLength) : default;
    }

    /// <summary>The type of a line, found by its place; empty when the line is none of Millrace's.</summary>
    /// <param name="line">The line in UTF-8.</param>
    public static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> line)
    {
        var prefix = "{\"type\":\""u8;
        return line.StartsWith(prefix) && line[prefix.Length..].IndexOf((byte)'"') is > 0 and var length ? line.Slice(prefix.Length, length) : default;
    }

    /// <summary>Whether a line is of a window, pattern or actor, found by the place of its name.</summary>
    /// <param name="line">The line in UTF-8.</param>
    /// <param name="nameJson">The name as <see cref="NameJson"/> writes it.</param>
    public static bool HasName(ReadOnlySpan<byte> line, ReadOnlySpan<byte> nameJson)
    {
        var type = TypeOf(line);
        return !type.IsEmpty && line["{\"type\":\""u8.Length..][(type.Length + 1)..].StartsWith(nameJson);
    }

    /// <summary>A name as it stands in a line, to be looked for by <see cref="HasName"/>.</summary>
    public static byte[] NameJson(string name)
    {
        var json = new JsonBuffer();
        json.Append(",\"name\":"u8);
        json.AppendString(name);
        json.Append(","u8);
        return json.Written.ToArray();
    }

    /// <summary>Whether a property begins what is not looked at.</summary>
    private static bool IsBody(ReadOnlySpan<byte> property) =>
        property.SequenceEqual("values"u8) || property.SequenceEqual("events"u8) || property.SequenceEqual("reading"u8)
        || property.SequenceEqual("reason"u8) || property.SequenceEqual("text"u8);

    private static EventTime? TimeOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && EventTimeText.TryParse(reader.ValueSpan, out var time))
            return time;
        if (reader.TokenType == JsonTokenType.String && long.TryParse(reader.ValueSpan, System.Globalization.CultureInfo.InvariantCulture, out var milliseconds))
            return new EventTime(milliseconds); // how times outside the years 1 to 9999 are written
        return null;
    }
}
