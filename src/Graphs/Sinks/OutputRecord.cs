using System.Globalization;
using System.Text;

namespace Millrace.Graphs.Sinks;

/// <summary>A record of an output as sinks see it.</summary>
internal static class OutputRecord
{
    /// <summary>The JSON object without its line break.</summary>
    public static ReadOnlySpan<byte> Json(ReadOnlySpan<byte> line) => line.TrimEnd("\r\n"u8);

    /// <summary>What identifies a record that has no id of its own: its place in the log, which is the same after every restart.</summary>
    public static string PlaceId(string pipeline, string output, int partition, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{pipeline}/{output}/{partition}/{offset}");

    /// <summary>That id as the last property of a JSON object: what stands in place of its closing brace.</summary>
    public static byte[] IdProperty(string id) => Encoding.UTF8.GetBytes($",\"id\":\"{System.Text.Json.JsonEncodedText.Encode(id)}\"}}");
}
