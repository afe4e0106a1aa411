using System.Buffers.Binary;

namespace Millrace.Graphs.Live;

/// <summary>What stands before the message key of a record in a re-partition log: where the record came from, and how far its partition's event time has come with it.</summary>
/// <param name="Kind">What the record is.</param>
/// <param name="Partition">The upstream partition.</param>
/// <param name="Offset">The record's offset there; with what has none, that of the last record before.</param>
/// <param name="Arrival">When it arrived there; milliseconds since the Unix epoch.</param>
/// <param name="Watermark">The upstream partition's watermark after it; <see cref="long.MinValue"/> under per-key clocks.</param>
internal readonly record struct RekeyHeader(RekeyKind Kind, int Partition, long Offset, long Arrival, long Watermark)
{
    /// <summary>The bytes of a header.</summary>
    public const int Length = 29;

    public void WriteTo(Span<byte> bytes)
    {
        bytes[0] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], Partition);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[5..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[13..], Arrival);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[21..], Watermark);
    }

    public static RekeyHeader Parse(ReadOnlySpan<byte> bytes) => new(
        (RekeyKind)bytes[0],
        BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[5..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[13..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[21..]));
}
