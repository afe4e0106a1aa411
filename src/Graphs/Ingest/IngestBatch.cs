using System.Collections.Immutable;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Ingest;

/// <summary>
/// A request's readings, ready to be appended, and what was wrong with the others. Dispose it once the append is durable or was refused: its memory is used again. One thread at a time.
/// </summary>
public sealed class IngestBatch : IDisposable
{
    private readonly ReadingIngest owner;
    private IngestWorker? worker;

    internal IngestBatch(ReadingIngest owner, IngestWorker worker)
    {
        this.owner = owner;
        this.worker = worker;
        IsRefused = worker.IsRefused;
        Accepted = IsRefused ? 0 : worker.Good;
        Rejected = worker.Bad;
        Errors = worker.Errors is { Count: > 0 } errors ? [.. errors] : [];
        Records = IsRefused ? [] : worker.Filled();
    }

    /// <summary>Whether nothing of the request is to be appended because something in it is wrong.</summary>
    public bool IsRefused { get; }

    /// <summary>Records that are to be appended: readings and control records; 0 when refused.</summary>
    public int Accepted { get; }

    /// <summary>Records that cannot be read; also those that <see cref="Errors"/> has no room for.</summary>
    public int Rejected { get; }

    /// <summary>The first errors, in the order of the body.</summary>
    public ImmutableArray<IngestError> Errors { get; }

    /// <summary>The records by partition, each in the order of the body. A control record is in every partition.</summary>
    public IReadOnlyList<(int Partition, RecordChunk Records)> Records { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (worker is null)
            return;
        owner.Return(worker);
        worker = null;
    }
}
