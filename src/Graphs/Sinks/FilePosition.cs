using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millrace.Graphs.Sinks;

/// <summary>
/// What is known of a sink's file as of the last portion: its length, the next offset of each partition of each output in it, and what its beginning and its end up to that
/// length looked like. Kept as JSON, which may gain properties but change none.
/// </summary>
internal sealed record FilePosition
{
    /// <summary>How many bytes at the beginning, and at the end, are compared: enough to tell another file, little enough to read for each portion.</summary>
    public const int Compared = 4096;

    [JsonPropertyName("length")]
    public long Length { get; init; }

    /// <summary>The SHA-256 of the first bytes, at most <see cref="Compared"/>.</summary>
    [JsonPropertyName("head")]
    public string Head { get; init; } = "";

    /// <summary>The SHA-256 of the last bytes before <see cref="Length"/>, at most <see cref="Compared"/>.</summary>
    [JsonPropertyName("tail")]
    public string Tail { get; init; } = "";

    [JsonPropertyName("next")]
    public SortedDictionary<string, long> Next { get; init; } = new(StringComparer.Ordinal);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Nothing for what is none.</summary>
    public static FilePosition? Read(ReadOnlySpan<byte> value)
    {
        try
        {
            return JsonSerializer.Deserialize<FilePosition>(value);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Fingerprint(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
