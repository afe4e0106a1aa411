using Millrace.Graphs.Sources;
using Millrace.Messages;

namespace Millrace.Graphs.Live;

/// <summary>What a source gave at one time: the raw records and, beside them, the batches into which they were decoded. Recycled.</summary>
internal sealed class Portion(ReadingSchema schema, SymbolTable symbols, int batchRows, bool carriesWatermarks)
{
    private readonly List<ReadingBatch> batches = [];

    public RecordChunk Records { get; } = new();

    /// <summary>The batches in use, in order.</summary>
    public int Count { get; private set; }

    /// <summary>The offset behind the last record.</summary>
    public long Next { get; set; }

    /// <summary>The highest event time among its readings; <see cref="long.MinValue"/> when there is none.</summary>
    public long HighestTime { get; set; } = long.MinValue;

    /// <summary>What the decoder of a re-partition log has to know of its upstream partitions to go on behind this portion; empty elsewhere.</summary>
    public IReadOnlyList<long> Upstream { get; set; } = [];

    /// <summary>Upstream partitions that fell silent, each with the number of batches before that.</summary>
    public List<(int Batch, int Partition)> Silent { get; } = [];

    /// <summary>The bytes that it counts for in the mailbox.</summary>
    public int Bytes => Records.Bytes;

    public ReadingBatch this[int index] => batches[index];

    /// <summary>An empty batch behind those in use.</summary>
    public ReadingBatch Add(int partition)
    {
        if (Count == batches.Count)
            batches.Add(new ReadingBatch(schema, symbols, batchRows));
        var batch = batches[Count++];
        batch.Clear();
        batch.Partition = batch.SourcePartition = partition;
        if (batch.Watermarks is null && carriesWatermarks)
            batch.Watermarks = new long[batchRows];
        return batch;
    }

    public void Clear()
    {
        Records.Clear();
        Silent.Clear();
        Count = 0;
        HighestTime = long.MinValue;
    }
}
