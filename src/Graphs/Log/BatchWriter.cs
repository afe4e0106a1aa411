using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Log;

/// <summary>Lays out the records of chunks as batches: each at most <see cref="MaxBatchBytes"/>, or one record. One thread at a time.</summary>
internal sealed class BatchWriter
{
    /// <summary>What a reader must hold to hand out one record, and what a checksum covers: large enough that headers do not count, small enough that chunks come in the size asked for.</summary>
    public const int MaxBatchBytes = 1 << 20;

    /// <summary>Two lengths of at most five bytes each.</summary>
    private const int MaxRecordOverhead = 10;

    private byte[] buffer = [];
    private IReadOnlyList<RecordChunk> chunks = [];
    private int chunk;
    private int record;

    /// <summary>An upper bound of the bytes on disk.</summary>
    public static long Bound(IReadOnlyList<RecordChunk> chunks)
    {
        var bytes = 0L;
        foreach (var chunk in chunks)
            bytes += chunk.Bytes + (long)chunk.Count * MaxRecordOverhead;
        return bytes + BatchHeader.Bytes * (1 + bytes / (MaxBatchBytes / 2));
    }

    public void Start(IReadOnlyList<RecordChunk> records) => (chunks, chunk, record) = (records, 0, 0);

    /// <summary>Lays out the next batch.</summary>
    /// <returns>Header and payload; empty when all records are written.</returns>
    public ReadOnlySpan<byte> Next(long offset, long arrival, long syncedTo, out int count)
    {
        var length = BatchHeader.Bytes;
        count = 0;
        for (; chunk < chunks.Count; chunk++, record = 0)
        {
            var from = chunks[chunk];
            for (; record < from.Count; record++)
            {
                var key = from.KeyOf(record);
                var value = from.ValueOf(record);
                var most = MaxRecordOverhead + key.Length + value.Length;
                if (count > 0 && length + most > MaxBatchBytes)
                    return Finish(offset, arrival, syncedTo, count, length);
                Reserve(length, most);
                WriteLength(from.HasKey(record) ? (uint)key.Length + 1 : 0, ref length);
                key.CopyTo(buffer.AsSpan(length));
                length += key.Length;
                WriteLength((uint)value.Length, ref length);
                value.CopyTo(buffer.AsSpan(length));
                length += value.Length;
                count++;
            }
        }

        chunks = [];
        return count == 0 ? default : Finish(offset, arrival, syncedTo, count, length);
    }

    /// <summary>A batch without records: it says that everything before it is on disk.</summary>
    public static byte[] Mark(long offset, long arrival, long syncedTo)
    {
        var mark = new byte[BatchHeader.Bytes];
        new BatchHeader(offset, arrival, 0, 0, BatchHeader.Checksum(default), (uint)syncedTo).Write(mark);
        return mark;
    }

    /// <summary>Gives back the room that one large record took.</summary>
    public void Trim()
    {
        chunks = [];
        if (buffer.Length > 4 * MaxBatchBytes)
            buffer = [];
    }

    private ReadOnlySpan<byte> Finish(long offset, long arrival, long syncedTo, int count, int length)
    {
        var checksum = BatchHeader.Checksum(buffer.AsSpan(BatchHeader.Bytes, length - BatchHeader.Bytes));
        new BatchHeader(offset, arrival, count, length - BatchHeader.Bytes, checksum, (uint)syncedTo).Write(buffer);
        return buffer.AsSpan(0, length);
    }

    private void Reserve(int used, int more)
    {
        if (used + (long)more > buffer.Length)
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(used + (long)more, buffer.Length == 0 ? 4096 : buffer.Length * 2L)));
    }

    private void WriteLength(uint value, ref int at)
    {
        for (; value >= 0x80; value >>= 7)
            buffer[at++] = (byte)(value | 0x80);
        buffer[at++] = (byte)value;
    }
}
