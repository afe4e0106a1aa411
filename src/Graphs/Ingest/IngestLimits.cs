namespace Millrace.Graphs.Ingest;

/// <summary>What bounds an <see cref="ReadingIngest"/>.</summary>
public sealed record IngestLimits
{
    /// <summary>The largest body that is ever taken, in bytes: 16 MiB, so that a request fits one append to the log.</summary>
    public const int LargestBody = 16 * 1024 * 1024;

    /// <summary>The longest reading in bytes, without the blanks around it; default 1 MiB, at most <see cref="LargestBody"/>.</summary>
    public int RecordBytes { get; init; } = 1024 * 1024;

    /// <summary>How many errors a request reports; default 100. More are counted only.</summary>
    public int Errors { get; init; } = 100;
}
