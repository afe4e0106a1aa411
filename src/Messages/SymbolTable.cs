using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Millrace.Messages;

/// <summary>
/// Strings as small integers: keys and text fields are compared and looked up as symbols, never as strings.
/// Symbol 0 is the missing value. Symbols are dense and never change, in the order of their first appearance; they mean
/// something only beside their table, so state that is written down holds the text.
/// Any thread may intern, find and read at any time. Only a string's first appearance takes a lock: a slot is published after what it points to.
/// </summary>
public sealed class SymbolTable
{
    /// <summary>The symbol of a missing value.</summary>
    public const int Missing = 0;

    /// <summary>The most distinct strings that one table holds (a bound on memory: about 60 bytes each); one more is refused.</summary>
    public const int Capacity = 64 * 1024 * 1024;

    private const int ChunkSize = 1 << 16;

    private readonly Lock gate = new();
    private ulong[] slots = new ulong[1024]; // hash in the upper half, symbol in the lower; 0 = free; written once
    private byte[][] chunks = [new byte[ChunkSize]];
    private int chunkCount = 1;
    private int chunkUsed;
    private long[] places = new long[1024]; // chunk (20 bits), start in it (20 bits), length (24 bits)
    private int count = 1;

    /// <summary>How many symbols there are, the missing one included.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>The symbol of a string, a new one at its first appearance.</summary>
    /// <exception cref="InvalidOperationException">The table is full.</exception>
    public int Intern(ReadOnlySpan<byte> utf8)
    {
        var hash = Hash(utf8);
        var symbol = Find(utf8, hash, Volatile.Read(ref slots), out _);
        return symbol != Missing ? symbol : Add(utf8, hash);
    }

    /// <inheritdoc cref="Intern(ReadOnlySpan{byte})"/>
    public int Intern(string text) => Intern(Encoding.UTF8.GetBytes(text));

    /// <summary>The symbol of a string that has one, else <see cref="Missing"/>.</summary>
    public int Find(ReadOnlySpan<byte> utf8) => Find(utf8, Hash(utf8), Volatile.Read(ref slots), out _);

    /// <summary>The bytes of a symbol's string.</summary>
    public ReadOnlySpan<byte> Utf8(int symbol)
    {
        var place = places[symbol];
        return chunks[(int)(place >> 44)].AsSpan((int)((place >> 24) & 0xFFFFF), (int)(place & 0xFFFFFF));
    }

    /// <summary>The string of a symbol; null for the missing one.</summary>
    public string? Text(int symbol) => symbol == Missing ? null : Encoding.UTF8.GetString(Utf8(symbol));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Find(ReadOnlySpan<byte> utf8, uint hash, ulong[] table, out int free)
    {
        var mask = table.Length - 1;
        for (var i = (int)hash & mask; ; i = (i + 1) & mask)
        {
            var slot = Volatile.Read(ref table[i]);
            if (slot == 0)
            {
                free = i;
                return Missing;
            }

            if ((uint)(slot >> 32) == hash && Utf8((int)slot).SequenceEqual(utf8))
            {
                free = -1;
                return (int)slot;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(ReadOnlySpan<byte> utf8, uint hash)
    {
        lock (gate)
        {
            // Another thread may have been first.
            var known = Find(utf8, hash, slots, out var at);
            if (known != Missing)
                return known;
            if (count == Capacity)
                throw new InvalidOperationException($"A field or key has more than {Capacity - 1} distinct values.");
            if (utf8.Length > 0xFFFFFF)
                throw new ArgumentException("A text value is longer than 16 MiB.", nameof(utf8));
            var symbol = count;
            if (symbol == places.Length)
            {
                var larger = places;
                Array.Resize(ref larger, symbol * 2);
                Volatile.Write(ref places, larger);
            }

            places[symbol] = Store(utf8);
            Volatile.Write(ref slots[at], ((ulong)hash << 32) | (uint)symbol);
            Volatile.Write(ref count, symbol + 1);
            if ((symbol + 1) * 2 > slots.Length)
                Grow();
            return symbol;
        }
    }

    private long Store(ReadOnlySpan<byte> utf8)
    {
        if (chunkUsed + utf8.Length > chunks[chunkCount - 1].Length)
        {
            if (chunkCount == chunks.Length)
            {
                var larger = chunks;
                Array.Resize(ref larger, chunkCount * 2);
                Volatile.Write(ref chunks, larger);
            }

            chunks[chunkCount++] = new byte[Math.Max(ChunkSize, utf8.Length)];
            chunkUsed = 0;
        }

        var start = chunkUsed;
        utf8.CopyTo(chunks[chunkCount - 1].AsSpan(start));
        chunkUsed += utf8.Length;
        return ((long)(chunkCount - 1) << 44) | ((long)start << 24) | (uint)utf8.Length;
    }

    private void Grow()
    {
        var larger = new ulong[slots.Length * 2];
        var mask = larger.Length - 1;
        foreach (var slot in slots)
        {
            if (slot == 0)
                continue;
            var i = (int)(slot >> 32) & mask;
            while (larger[i] != 0)
                i = (i + 1) & mask;
            larger[i] = slot;
        }

        Volatile.Write(ref slots, larger);
    }

    /// <summary>Eight bytes a step, multiply and fold (the mixing step of wyhash); seedless, so that runs are alike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        const ulong prime = 0x9E37_79B9_7F4A_7C15;
        var hash = (ulong)utf8.Length * prime;
        while (utf8.Length >= 8)
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(utf8), prime);
            utf8 = utf8[8..];
        }

        ulong tail = 0;
        if (utf8.Length >= 4)
        {
            tail = MemoryMarshal.Read<uint>(utf8) | ((ulong)MemoryMarshal.Read<uint>(utf8[^4..]) << 32);
        }
        else if (utf8.Length > 0)
        {
            tail = utf8[0] | ((ulong)utf8[utf8.Length >> 1] << 8) | ((ulong)utf8[^1] << 16);
        }

        hash = Fold(hash ^ tail, 0xE703_7ED1_A0B4_28DB);
        return (uint)(hash ^ (hash >> 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
