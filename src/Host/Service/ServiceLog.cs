using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Millrace.Graphs.Live;
using Millrace.Host.Configuration;
using Millrace.Messages;

namespace Millrace.Host.Service;

/// <summary>The service's log: one event a line, UTC time, level, name, then what belongs to it. Never a secret. Any thread.</summary>
/// <param name="writer">Where to.</param>
/// <param name="clock">The wall clock.</param>
/// <param name="format">How lines are written.</param>
/// <param name="least">The least important lines that are written.</param>
public sealed class ServiceLog(TextWriter writer, TimeProvider clock, LogFormat format = LogFormat.Text, LiveEventLevel least = LiveEventLevel.Information)
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(" \"\n\r\t=");
    private readonly Lock gate = new();

    /// <summary>Writes an event.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="name">What happened, one word that does not change.</param>
    /// <param name="values">What belongs to it; empty values are left out.</param>
    public void Write(LiveEventLevel level, string name, params ReadOnlySpan<(string Key, string Value)> values)
    {
        if (level < least)
            return;
        var time = new EventTime(clock.GetUtcNow().ToUnixTimeMilliseconds()).ToString();
        var line = format == LogFormat.Json ? Json(time, level, name, values) : Text(time, level, name, values);
        lock (gate)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    /// <summary>Writes an event of the graph.</summary>
    public void Write(LiveEvent happened) => Write(happened.Level, happened.Name, ("subject", happened.Subject), ("text", happened.Text));

    private static string Text(string time, LiveEventLevel level, string name, ReadOnlySpan<(string Key, string Value)> values)
    {
        var text = new StringBuilder(time).Append(' ').Append(Word(level).ToUpperInvariant().PadRight(7)).Append(' ').Append(name);
        foreach (var (key, value) in values)
        {
            if (value.Length == 0)
                continue;
            text.Append(' ').Append(key).Append('=');
            if (value.AsSpan().ContainsAny(NeedQuotes))
                text.Append('"').Append(value.Replace("\"", "'", StringComparison.Ordinal).ReplaceLineEndings(" | ")).Append('"');
            else
                text.Append(value);
        }

        return text.ToString();
    }

    private static string Json(string time, LiveEventLevel level, string name, ReadOnlySpan<(string Key, string Value)> values)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("time", time);
            json.WriteString("level", Word(level));
            json.WriteString("event", name);
            foreach (var (key, value) in values)
            {
                if (value.Length > 0)
                    json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string Word(LiveEventLevel level) => level switch
    {
        LiveEventLevel.Information => "info",
        LiveEventLevel.Warning => "warning",
        _ => "error",
    };

    internal static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
