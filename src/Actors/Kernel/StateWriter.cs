using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>
/// Writes the state of an actor in the compact form of snapshots: integers as variable-length (LEB128, signed ones zigzag), doubles as
/// eight bytes little-endian, strings and blobs with their length in front. Begin every state with a version, so that old states load for ever.
/// </summary>
public sealed class StateWriter(SymbolTable symbols)
{
    private readonly ArrayBufferWriter<byte> buffer = new(256);

    /// <summary>The bytes written since <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => buffer.WrittenMemory;

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => buffer.ResetWrittenCount();

    /// <summary>Writes one byte: the version of the state's format, first of all.</summary>
    public void Version(byte version)
    {
        buffer.GetSpan(1)[0] = version;
        buffer.Advance(1);
    }

    /// <summary>Writes an integer; near zero is short.</summary>
    public void Integer(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes a number of things: an integer of 0 or more.</summary>
    public void Count(int value) => Unsigned(checked((uint)value));

    /// <summary>Writes a double, bit for bit.</summary>
    public void Number(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    /// <summary>Writes true or false.</summary>
    public void Flag(bool value) => Version(value ? (byte)1 : (byte)0);

    /// <summary>Writes a string; null is kept apart from the empty one.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Unsigned(0);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Unsigned((uint)length + 1);
        Encoding.UTF8.GetBytes(value, buffer.GetSpan(length));
        buffer.Advance(length);
    }

    /// <summary>Writes a symbol as the string it stands for, so that the state means the same beside another table.</summary>
    public void Symbol(int symbol)
    {
        if (symbol == SymbolTable.Missing)
        {
            Unsigned(0);
            return;
        }

        var utf8 = symbols.Utf8(symbol);
        Unsigned((uint)utf8.Length + 1);
        buffer.Write(utf8);
    }

    /// <summary>Writes bytes with their length.</summary>
    public void Blob(ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        buffer.Write(value);
    }

    /// <summary>Writes a value without references as it lies in memory, with its size; for state that never changes its shape without a new version.</summary>
    public void Raw<T>(in T value)
        where T : unmanaged
    {
        Blob(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
    }

    private void Unsigned(ulong value)
    {
        var span = buffer.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        buffer.Advance(length);
    }
}
