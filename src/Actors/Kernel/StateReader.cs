using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>Reads what a <see cref="StateWriter"/> wrote, in the same order.</summary>
public ref struct StateReader(ReadOnlySpan<byte> state, SymbolTable symbols)
{
    private readonly SymbolTable symbols = symbols;
    private ReadOnlySpan<byte> rest = state;

    /// <summary>Whether everything was read.</summary>
    public readonly bool AtEnd => rest.IsEmpty;

    /// <summary>Reads the version of the format.</summary>
    /// <param name="newest">The newest version that the caller knows.</param>
    /// <exception cref="InvalidDataException">The state was written by a later program, or is cut off.</exception>
    public byte Version(byte newest)
    {
        var version = Take(1)[0];
        if (version == 0 || version > newest)
            throw new InvalidDataException($"The state has version {version}; this program reads versions 1 to {newest}.");
        return version;
    }

    /// <summary>Reads an integer.</summary>
    /// <exception cref="InvalidDataException">The state is cut off.</exception>
    public long Integer()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a number of things.</summary>
    /// <exception cref="InvalidDataException">The state is cut off or the number is no count.</exception>
    public int Count()
    {
        var value = Unsigned();
        return value <= int.MaxValue ? (int)value : throw new InvalidDataException($"The state holds {value} where a count was expected.");
    }

    /// <summary>Reads a double.</summary>
    /// <exception cref="InvalidDataException">The state is cut off.</exception>
    public double Number() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>Reads true or false.</summary>
    /// <exception cref="InvalidDataException">The state is cut off.</exception>
    public bool Flag() => Take(1)[0] != 0;

    /// <summary>Reads a string.</summary>
    /// <exception cref="InvalidDataException">The state is cut off.</exception>
    public string? Text()
    {
        var length = Count();
        return length == 0 ? null : Encoding.UTF8.GetString(Take(length - 1));
    }

    /// <summary>Reads a string as a symbol of this reader's table.</summary>
    /// <exception cref="InvalidDataException">The state is cut off.</exception>
    public int Symbol()
    {
        var length = Count();
        return length == 0 ? SymbolTable.Missing : symbols.Intern(Take(length - 1));
    }

    /// <summary>Reads bytes; they are part of the state's memory.</summary>
    /// <exception cref="InvalidDataException">The state is cut off.</exception>
    public ReadOnlySpan<byte> Blob() => Take(Count());

    /// <summary>Reads a value that was written as it lay in memory.</summary>
    /// <exception cref="InvalidDataException">The state is cut off or has another size.</exception>
    public T Raw<T>()
        where T : unmanaged
    {
        var bytes = Blob();
        T value = default;
        var target = MemoryMarshal.AsBytes(new Span<T>(ref value));
        if (bytes.Length != target.Length)
            throw new InvalidDataException($"The state holds {bytes.Length} bytes for a {typeof(T).Name} of {target.Length}.");
        bytes.CopyTo(target);
        return value;
    }

    private ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new InvalidDataException("The state holds an integer of more than 64 bits.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
            throw new InvalidDataException("The state is cut off.");
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
