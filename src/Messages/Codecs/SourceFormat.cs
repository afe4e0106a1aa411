using System.Collections.Immutable;

namespace Millrace.Messages.Codecs;

/// <summary>How the records of a source are to be read. Immutable.</summary>
public sealed record SourceFormat
{
    /// <summary>The name of the schema's field that holds the message key (in a file: its name) when <see cref="KeyField"/> is null.</summary>
    public const string MessageKey = "$key";

    /// <summary>How records are written; null (the default): as a file's extension says (.csv, .tsv), otherwise JSON.</summary>
    public RecordEncoding? Encoding { get; init; }

    /// <summary>The field that holds the event time; null (the default) for the message's own timestamp, <see cref="RecordDecoder.RecordTime"/>.</summary>
    public string? TimeField { get; init; }

    /// <summary>The zone of times that name none; default UTC.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The field that holds the source's key; null (the default) for the message key, see <see cref="MessageKey"/>.</summary>
    public string? KeyField { get; init; }

    /// <summary>What separates cells; null (the default) is found from the header: whichever of <c>, ; tab |</c> stands there most often.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The names of the columns when there is no header row; empty (the default) when there is one.</summary>
    public ImmutableArray<string> Header { get; init; } = [];

    /// <summary>The longest record, in bytes; default 16 MiB. A longer one is rejected and memory stays bounded.</summary>
    public int MaxRecordBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>A decoder for one partition: it counts lines, and under CSV it remembers the header.</summary>
    /// <exception cref="ArgumentException">The key field is not a text field of the schema, or the delimiter is no ASCII character.</exception>
    public RecordDecoder CreateDecoder(ReadingSchema schema, SymbolTable symbols) =>
        Encoding == RecordEncoding.Csv ? new CsvDecoder(this, schema, symbols) : new JsonDecoder(this, schema, symbols);
}
