using Millrace.Graphs.Ingest;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Host.Configuration;

namespace Millrace.Host.Service;

/// <summary>What the endpoints work with.</summary>
internal sealed record ServiceContext
{
    public required LivePipeline Pipeline { get; init; }

    public required ReadingIngest Ingest { get; init; }

    public required LogAppender Appender { get; init; }

    public required ServiceOptions Options { get; init; }

    public required ServiceLog Log { get; init; }

    public required TimeProvider Clock { get; init; }

    public required AppendHealth Appends { get; init; }

    public required RequestBudget Budget { get; init; }

    /// <summary>Cancelled when a shutdown begins: nothing new is taken, streams end.</summary>
    public required CancellationToken Stopping { get; init; }
}
