using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Millrace.Messages;

namespace Millrace.Host.Service;

/// <summary>Writes JSON answers: camelCase, times ISO-8601 in UTC with milliseconds, null for what there is not.</summary>
internal static class JsonReply
{
    // Answers are application/json and never part of a page, so that only what JSON itself demands is escaped.
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> write, string type = "application/json; charset=utf-8")
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = buffer.WrittenCount + 1;
        http.Response.Headers.CacheControl = "no-store";
        buffer.Write("\n"u8);
        await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }

    /// <summary>A time, or null when there is none yet.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, EventTime time)
    {
        if (time == EventTime.MinValue || time == EventTime.MaxValue)
            json.WriteNull(name);
        else
            json.WriteString(name, time.ToString());
    }

    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
            json.WriteString(name, new EventTime(known.ToUnixTimeMilliseconds()).ToString());
        else
            json.WriteNull(name);
    }
}
