using System.Buffers.Binary;
using System.Numerics;
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
    private byte[] bytes = new byte[256];
    private int length;

    /// <summary>The bytes written since <see cref="Clear"/>; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => length = 0;

    /// <summary>Writes one byte: the version of the state's format, first of all.</summary>
    public void Version(byte version) => Reserve(1)[0] = version;

    /// <summary>Writes an integer; near zero is short.</summary>
    public void Integer(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes a number of things: an integer of 0 or more.</summary>
    public void Count(int value) => Unsigned(checked((uint)value));

    /// <summary>Writes a double, bit for bit.</summary>
    public void Number(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);

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

        var count = Encoding.UTF8.GetByteCount(value);
        Unsigned((uint)count + 1);
        Encoding.UTF8.GetBytes(value, Reserve(count));
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
        utf8.CopyTo(Reserve(utf8.Length));
    }

    /// <summary>Writes bytes with their length.</summary>
    public void Blob(ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    /// <summary>Writes a value without references as it lies in memory, with its size; for state that never changes its shape without a new version.</summary>
    public void Raw<T>(in T value)
        where T : unmanaged
    {
        Blob(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
    }

    private void Unsigned(ulong value)
    {
        if (value < 0x80)
        {
            Reserve(1)[0] = (byte)value;
            return;
        }

        var size = (BitOperations.Log2(value) / 7) + 1;
        var into = Reserve(size);
        for (var i = 0; i < into.Length - 1; i++, value >>= 7)
            into[i] = (byte)(value | 0x80);
        into[^1] = (byte)value;
    }

    private Span<byte> Reserve(int count)
    {
        if (count > bytes.Length - length)
            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(bytes.Length * 2L, (long)length + count)));
        length += count;
        return bytes.AsSpan(length - count, count);
    }
}
