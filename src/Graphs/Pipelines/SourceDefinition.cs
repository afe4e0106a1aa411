using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Pipelines;

/// <summary>Where readings come from and how they are read. Immutable.</summary>
/// <param name="Topic">The topic.</param>
public sealed record SourceDefinition(string Topic)
{
    /// <summary>The name of the field that holds the message key; in a file, the file's name.</summary>
    public const string MessageKey = SourceFormat.MessageKey;

    /// <summary>How records are written; null (the default): as a file's extension says (.csv, .tsv), otherwise JSON.</summary>
    public RecordEncoding? Format { get; init; }

    /// <summary>What separates cells of CSV; null (the default) is found from the header row.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The field that holds the key; default <see cref="MessageKey"/>.</summary>
    public string Key { get; init; } = MessageKey;

    /// <summary>The field that the topic is keyed by; default <see cref="Key"/>.</summary>
    public string PartitionedBy { get; init; } = MessageKey;

    /// <summary>The field that holds the event time; null (the default) for the record's own timestamp.</summary>
    public string? Time { get; init; }

    /// <summary>The zone of times that name none; default UTC.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>How a decoder is to read the records.</summary>
    public SourceFormat ToFormat() => new()
    {
        Encoding = Format,
        TimeField = Time,
        TimeZone = TimeZone,
        KeyField = Key == MessageKey ? null : Key,
        Delimiter = Delimiter,
    };
}
