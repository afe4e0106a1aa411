namespace Millrace.Messages;

/// <summary>How the bytes of a raw record become the JSON object that results show. Immutable.</summary>
public abstract class RecordFormat
{
    /// <summary>Records that are JSON objects already: shown as they came.</summary>
    public static RecordFormat Json { get; } = new JsonFormat();

    /// <summary>The record as one JSON object on one line, in memory of its own.</summary>
    public abstract byte[] ToJson(ReadOnlySpan<byte> raw);

    private sealed class JsonFormat : RecordFormat
    {
        public override byte[] ToJson(ReadOnlySpan<byte> raw) => raw.ToArray();
    }
}
