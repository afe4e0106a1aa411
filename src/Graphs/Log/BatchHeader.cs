using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Millrace.Graphs.Log;

/// <summary>
/// What stands before the records of a batch, 40 bytes, little-endian. It has a checksum of its own, so that the headers of a segment can be walked without reading the payloads.
/// <see cref="SyncedTo"/> says how much of the segment was on disk when the batch was written: only what lies behind the last such mark can be torn.
/// </summary>
internal readonly record struct BatchHeader(long Base, long Arrival, int Count, int PayloadBytes, uint PayloadChecksum, uint SyncedTo)
{
    public const int Bytes = 40;

    /// <summary>"MLR" and the version of the format.</summary>
    public const uint Magic = 0x01_52_4C_4D;

    public long End => Base + Count;

    public long TotalBytes => Bytes + (long)PayloadBytes;

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], PayloadChecksum);
        BinaryPrimitives.WriteInt32LittleEndian(into[12..], PayloadBytes);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], Base);
        BinaryPrimitives.WriteInt64LittleEndian(into[24..], Arrival);
        BinaryPrimitives.WriteInt32LittleEndian(into[32..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(into[36..], SyncedTo);
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], Checksum(into[8..Bytes]));
    }

    /// <summary>Reads a header; false when these bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out BatchHeader header)
    {
        header = default;
        if (bytes.Length < Bytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Checksum(bytes[8..Bytes]))
            return false;
        header = new BatchHeader(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]));
        return header is { Base: >= 0, Count: >= 0, PayloadBytes: >= 0 };
    }

    /// <summary>CRC-32C, eight bytes at a time.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in bytes[(bytes.Length & ~7)..])
            crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
