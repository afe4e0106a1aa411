using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;
using Millrace.Messages;

namespace Millrace.Graphs.Live;

/// <summary>
/// Routes the readings of a partition to a re-partition log that is keyed by another field. What it writes depends on the source's records alone and carries their
/// offsets, so that a reader can drop what is written again after a crash. Watermarks go to all partitions: whoever reads one of them knows how far each upstream partition has come.
/// </summary>
internal sealed class RekeyWriter(Field key, int upstream, LogTopic topic, bool perKey)
{
    private const int MaxPendingBytes = 1024 * 1024;

    private readonly ImmutableArray<LogPartition> partitions = topic.Partitions;
    private readonly RecordChunk[] pending = [.. topic.Partitions.Select(_ => new RecordChunk())];
    private byte[] header = new byte[RekeyHeader.Length + 64];
    private int[] partitionOf = []; // by symbol; 0 = not known yet, else partition + 1
    private long told = long.MinValue;
    private long lastOffset = -1;
    private bool wasIdle;
    private volatile string? problem;

    /// <summary>Why nothing can be appended at the moment; null when it can.</summary>
    public string? Problem => problem;

    /// <summary>Routes the rows of a batch that the shard has just processed.</summary>
    public void Route(ReadingBatch batch, Shard shard)
    {
        var watermarks = shard.WatermarksAfter;
        var keys = batch.Symbols[key.Column];
        var message = batch.Schema.Find(SourceFormatKey);
        for (var row = 0; row < batch.Count; row++)
        {
            var kind = batch.Kinds[row];
            if (kind == RowKind.Rejected)
                continue;
            lastOffset = batch.Offsets[row];
            var watermark = perKey ? long.MinValue : watermarks[row];
            if (kind == RowKind.Watermark)
            {
                // Under per-key clocks the record itself moves clocks, of whatever partition's keys; otherwise the watermark that it moved is told below.
                for (var i = 0; perKey && i < partitions.Length; i++)
                    Add(i, new RekeyHeader(RekeyKind.Record, upstream, lastOffset, batch.Arrivals[row], watermark), default, batch.RawOf(row));
                continue;
            }

            var messageKey = message is null || batch.Symbols[message.Column][row] == SymbolTable.Missing ? default : batch.SymbolTable.Utf8(batch.Symbols[message.Column][row]);
            Add(PartitionOf(keys[row], batch.SymbolTable), new RekeyHeader(RekeyKind.Record, upstream, lastOffset, batch.Arrivals[row], watermark), messageKey, batch.RawOf(row));
        }

        wasIdle = false;
        Tell(shard);
    }

    /// <summary>Tells every partition how far this one's event time has come, or that it has fallen silent, if that is news.</summary>
    public void Tell(Shard shard)
    {
        if (perKey)
            return;
        var watermark = shard.Watermark.Milliseconds;
        if (watermark > told)
        {
            told = watermark;
            Broadcast(RekeyKind.Watermark);
        }

        if (shard.IsIdle && !wasIdle)
            Broadcast(RekeyKind.Silent);
        wasIdle = shard.IsIdle;
    }

    /// <summary>Appends what is pending; what cannot be appended stays pending.</summary>
    /// <returns>Whether nothing is pending any more.</returns>
    public bool TryFlush()
    {
        var all = true;
        for (var i = 0; i < partitions.Length; i++)
            all &= TryAppend(i);
        return all;
    }

    /// <summary>Makes everything appended so far durable.</summary>
    /// <exception cref="LogWriteException">It cannot be made so now.</exception>
    public void Sync()
    {
        foreach (var partition in partitions)
            partition.Sync();
    }

    private static string SourceFormatKey => Messages.Codecs.SourceFormat.MessageKey;

    private void Broadcast(RekeyKind kind)
    {
        for (var i = 0; i < partitions.Length; i++)
            Add(i, new RekeyHeader(kind, upstream, lastOffset, 0, told), default, default);
    }

    private void Add(int partition, in RekeyHeader what, ReadOnlySpan<byte> messageKey, ReadOnlySpan<byte> value)
    {
        var length = RekeyHeader.Length + messageKey.Length;
        if (header.Length < length)
            header = new byte[length * 2];
        what.WriteTo(header);
        messageKey.CopyTo(header.AsSpan(RekeyHeader.Length));
        pending[partition].Add(value, header.AsSpan(0, length));
        if (pending[partition].Bytes > MaxPendingBytes)
            TryAppend(partition);
    }

    private bool TryAppend(int partition)
    {
        if (pending[partition].Count == 0)
            return true;
        try
        {
            partitions[partition].Append(pending[partition]);
        }
        catch (LogWriteException failure)
        {
            problem = failure.Message;
            return false;
        }

        pending[partition].Clear();
        problem = null;
        return true;
    }

    /// <summary>A reading without the key goes to partition 0, where the windows and patterns that miss it say so.</summary>
    private int PartitionOf(int symbol, SymbolTable symbols)
    {
        if (symbol == SymbolTable.Missing)
            return 0;
        if (symbol >= partitionOf.Length)
            Array.Resize(ref partitionOf, Math.Max(symbol + 1, Math.Max(1024, partitionOf.Length * 2)));
        ref var known = ref partitionOf[symbol];
        if (known == 0)
            known = KeyHash.PartitionOf(symbols.Utf8(symbol), partitions.Length) + 1;
        return known - 1;
    }
}
