using System.Collections.Concurrent;
using Millrace.Graphs.Pipelines;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Ingest;

/// <summary>
/// Turns bodies of requests (NDJSON or a JSON array of objects, told apart by the first byte) into records for a log. A reading is taken when the pipeline will be able to read it: it is JSON,
/// has the pipeline's key and time, and its fields are of the types that the pipeline uses; unknown fields stay in it. Its partition follows from the field that the source is partitioned by.
/// Several threads may call it at once; each has a decoder and buffers of its own, which are used again, so that a reading costs no allocation.
/// </summary>
public sealed class ReadingIngest
{
    private const int KeptWorkers = 16; // each keeps a few times the size of the usual request
    private readonly ConcurrentQueue<IngestWorker> idle = [];

    /// <summary>An ingest for a pipeline.</summary>
    /// <param name="definition">The pipeline: key, time, fields. Records are JSON whatever <c>source.format</c> says.</param>
    /// <param name="partitions">How many partitions the source has; at least 1.</param>
    /// <param name="limits">The bounds; null for the defaults.</param>
    public ReadingIngest(PipelineDefinition definition, int partitions, IngestLimits? limits = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        Partitions = partitions;
        Limits = limits ?? new IngestLimits();
        var by = definition.Source.PartitionedBy;
        var fields = definition.Schema.Fields.Select(field => (field.Name, field.Type, field.IsKey));
        Schema = definition.Schema.Find(by) is null ? ReadingSchema.Create([.. fields, (by, FieldType.Text, true)]) : definition.Schema;
        PartitionField = Schema.Find(by)!;
        // Bodies are bounded before they come here; with a lower bound than theirs the decoder would wait for the rest of a long line.
        Format = definition.Source.ToFormat() with { Encoding = RecordEncoding.Json, MaxRecordBytes = 2 * IngestLimits.LargestBody };
    }

    /// <summary>How many partitions the source has.</summary>
    public int Partitions { get; }

    /// <summary>What bounds it.</summary>
    public IngestLimits Limits { get; }

    /// <summary>Whether readings take their key from the request, since the pipeline names no key field.</summary>
    public bool NeedsKey => Format.KeyField is null;

    internal ReadingSchema Schema { get; }

    internal Field PartitionField { get; }

    internal SourceFormat Format { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">Its bytes, UTF-8; a byte order mark is skipped. May be changed or used again when the call has returned.</param>
    /// <param name="mode">What a bad reading does to the others. An array that is not whole is refused either way, since a part of it may be missing.</param>
    /// <param name="key">The message key of all its readings, for pipelines that name no key field; empty for none.</param>
    public IngestBatch Read(ReadOnlySpan<byte> body, OnBadReading mode, ReadOnlySpan<byte> key = default)
    {
        if (!idle.TryDequeue(out var worker))
            worker = new IngestWorker(this);
        worker.Read(body, mode, key);
        return new IngestBatch(this, worker);
    }

    internal void Return(IngestWorker worker)
    {
        if (idle.Count < KeptWorkers && worker.IsFit)
            idle.Enqueue(worker);
    }
}
