using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Log;

/// <summary>Finds the records in the payload of a batch that lies in a chunk's buffer, where they stay.</summary>
internal static class BatchReader
{
    /// <summary>Places the records of a batch with offsets in [from, to).</summary>
    /// <returns>False when the payload is not laid out as the header says; nothing of it was placed then, unless it has a right checksum and yet wrong lengths.</returns>
    public static bool TryPlace(RecordChunk chunk, in BatchHeader header, int start, long from, long to)
    {
        var bytes = chunk.Buffer;
        var end = start + header.PayloadBytes;
        var at = start;
        for (var offset = header.Base; offset < header.End; offset++)
        {
            if (!TryReadLength(bytes, ref at, end, out var key))
                return false;
            var keyStart = at;
            at += Math.Max(0, key - 1);
            if (!TryReadLength(bytes, ref at, end, out var length) || length > end - at)
                return false;
            if (offset >= to)
                return true;
            if (offset >= from)
                chunk.Place(offset, header.Arrival, keyStart, key == 0 ? RecordChunk.NoKey : key - 1, at, length);
            at += length;
        }

        return at == end;
    }

    private static bool TryReadLength(byte[] bytes, ref int at, int end, out int value)
    {
        value = 0;
        for (var shift = 0; shift < 35 && at < end && at >= 0; shift += 7)
        {
            var next = bytes[at++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
                return value >= 0;
        }

        return false;
    }
}
