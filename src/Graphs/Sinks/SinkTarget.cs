using System.Collections.Immutable;

namespace Millrace.Graphs.Sinks;

/// <summary>Where a sink's outputs go.</summary>
public abstract record SinkTarget
{
    private protected SinkTarget()
    {
    }
}

/// <summary>A file of JSON lines, each record exactly once: see <see cref="FileSink"/>.</summary>
/// <param name="Path">The file; a relative path is one from the folder that the service was started in.</param>
public sealed record FileTarget(string Path) : SinkTarget;

/// <summary>HTTP requests, each record at least once: see <see cref="WebhookSink"/>.</summary>
/// <param name="Url">An http or https address without user or password.</param>
public sealed record WebhookTarget(Uri Url) : SinkTarget
{
    /// <summary>How long a request may take when nothing is said: 10 s.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a request may take at the most: 5 min.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(5);

    /// <summary>The most records of a request when nothing is said.</summary>
    public const int DefaultBatch = 500;

    /// <summary>The most records that a request can be given.</summary>
    public const int LargestBatch = 10_000;

    /// <summary>Headers of each request; <c>${NAME}</c> in a value stands for an environment variable, read when the sink is made.</summary>
    public ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>How long a request may take; 100 ms to <see cref="LongestTimeout"/>, default <see cref="DefaultTimeout"/>.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>The most records of a request; 1 to <see cref="LargestBatch"/>, default <see cref="DefaultBatch"/>.</summary>
    public int Batch { get; init; } = DefaultBatch;
}

/// <summary>A table of a SQLite database, each record exactly once: see <see cref="SqlSink"/>.</summary>
/// <param name="Sqlite">The database's file.</param>
/// <param name="Table">The table; made when it is missing.</param>
public sealed record SqlTarget(string Sqlite, string Table) : SinkTarget
{
    /// <summary>The table when nothing is said.</summary>
    public const string DefaultTable = "outputs";
}

/// <summary>Standard output, each record at least once: see <see cref="ConsoleSink"/>.</summary>
public sealed record ConsoleTarget : SinkTarget;
