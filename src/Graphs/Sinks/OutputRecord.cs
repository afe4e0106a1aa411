using System.Globalization;
using System.Text;
using System.Text.Json;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Sinks;

/// <summary>A record of an output as sinks see it.</summary>
internal static class OutputRecord
{
    /// <summary>The JSON object without its line break.</summary>
    public static ReadOnlySpan<byte> Json(ReadOnlySpan<byte> line) => line.TrimEnd("\r\n"u8);

    /// <summary>What identifies a record that has no id of its own: its place in the log, which is the same after every restart.</summary>
    public static string PlaceId(string pipeline, string output, int partition, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{pipeline}/{output}/{partition}/{offset}");

    /// <summary>The object with its id, or with that of its place as the last property if it has none.</summary>
    public static ReadOnlySpan<byte> WithId(ReadOnlySpan<byte> json, string pipeline, string output, int partition, long offset)
    {
        if (!OutputLine.IdOf(json).IsEmpty || !json.EndsWith("}"u8))
            return json;
        var id = Encoding.UTF8.GetBytes($",\"id\":\"{JsonEncodedText.Encode(PlaceId(pipeline, output, partition, offset))}\"}}");
        return (byte[])[.. json[..^1], .. id];
    }
}
