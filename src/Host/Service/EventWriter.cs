using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Millrace.Graphs.Live;
using Millrace.Graphs.Results;
using Millrace.Messages.Codecs;

namespace Millrace.Host.Service;

/// <summary>Server-sent events into a response.</summary>
internal sealed class EventWriter(PipeWriter pipe)
{
    private readonly ArrayBufferWriter<byte> data = new(1024);

    public void Retry(int milliseconds) => Text($"retry: {milliseconds}\n\n");

    public void Comment(string text) => Text($": {text.ReplaceLineEndings(" ")}\n\n");

    /// <summary>A result, with the place behind it as its id.</summary>
    /// <returns>The bytes written, about.</returns>
    public int Result(ResultEvent happened)
    {
        var record = happened.Record;
        var name = System.Text.Encoding.ASCII.GetString(OutputLine.TypeOf(record.Json.Span)) switch
        {
            "window" or "actor" => "result",
            "match" or "timeout" => "alert",
            "" => "record",
            var other => other,
        };
        data.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(data, JsonReply.Plain))
        {
            json.WriteStartObject();
            json.WriteString("output", record.Output);
            json.WriteNumber("partition", record.Partition);
            json.WriteNumber("offset", record.Offset);
            json.WritePropertyName("record");
            json.WriteRawValue(record.Json.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        Event(happened.Cursor, name);
        return data.WrittenCount + happened.Cursor.Length;
    }

    public void Status(LiveStatus status, DateTimeOffset now)
    {
        data.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(data, JsonReply.Plain))
        {
            json.WriteStartObject();
            json.WriteTime("time", now);
            StatusJson.Partitions(json, status, now);
            StatusJson.Sinks(json, status);
            json.WriteEndObject();
        }

        Event(null, "status");
    }

    private void Event(string? id, string name)
    {
        Text(id is null ? $"event: {name}\ndata: " : $"id: {id}\nevent: {name}\ndata: ");
        pipe.Write(data.WrittenSpan);
        Text("\n\n");
    }

    private void Text(string text) => Encoding.UTF8.GetBytes(text, pipe);
}
