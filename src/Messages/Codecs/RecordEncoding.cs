namespace Millrace.Messages.Codecs;

/// <summary>How records are written.</summary>
public enum RecordEncoding
{
    /// <summary>One JSON object a line, or a message.</summary>
    Json,

    /// <summary>Rows of cells under a header row.</summary>
    Csv,
}
