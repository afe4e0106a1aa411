using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Sketches;

/// <summary>
/// How many different values there are, in bounded memory: up to <see cref="ExactLimit"/> values the set itself, then UltraLogLog with 2^14 registers of one
/// byte (O. Ertl, "UltraLogLog: a practical and more space-efficient alternative to HyperLogLog for approximate distinct counting", PVLDB 17, 2024),
/// read by maximum likelihood. The standard error is sqrt(4.63 / 8 / 2^14) = 0.6 %, where a HyperLogLog of that size has 0.8 %: 2 % are more than three of it.
/// Merging gives what adding all values to one sketch would have given. One thread at a time.
/// </summary>
public sealed class DistinctSketch
{
    /// <summary>How many different values are counted exactly. The set of so many is as large as the registers.</summary>
    public const int ExactLimit = 1024;

    private const byte StateVersion = 1;

    private HashTable? exact = new();
    private Registers? registers;

    /// <summary>The number of different values: exact up to <see cref="ExactLimit"/>, then a whole number near it.</summary>
    public double Count => registers is null ? exact!.Count : Math.Round(registers.Estimate());

    /// <summary>Adds a value; not NaN. 0.0 and -0.0 are the same.</summary>
    public void Add(double value) => AddHash(Hash(value));

    /// <summary>Adds all values of another sketch, which stays as it is.</summary>
    public void Merge(DistinctSketch other)
    {
        if (other.registers is null)
        {
            foreach (var hash in other.exact!.Slots)
            {
                if (hash != HashTable.Free)
                    AddHash(hash);
            }

            return;
        }

        UseRegisters().Merge(other.registers);
    }

    /// <summary>Writes the state: the hashes in ascending order, or the registers.</summary>
    public void Snapshot(StateWriter writer)
    {
        writer.Version(StateVersion);
        writer.Flag(registers is null);
        if (registers is not null)
        {
            registers.Snapshot(writer);
            return;
        }

        writer.Count(exact!.Count);
        foreach (var hash in exact.Slots.Order())
        {
            if (hash != HashTable.Free)
                writer.Raw(hash);
        }
    }

    /// <summary>Reads the state back.</summary>
    /// <exception cref="InvalidDataException">The state is cut off or written by a later program.</exception>
    public static DistinctSketch Restore(ref StateReader reader)
    {
        reader.Version(StateVersion);
        var sketch = new DistinctSketch();
        if (reader.Flag())
        {
            for (var rest = reader.Count(); rest > 0; rest--)
                sketch.AddHash(reader.Raw<ulong>());
        }
        else
        {
            sketch.exact = null;
            sketch.registers = Registers.Restore(ref reader);
        }

        return sketch;
    }

    private void AddHash(ulong hash)
    {
        if (registers is not null)
            registers.Add(hash);
        else if (!exact!.Add(hash))
            UseRegisters().Add(hash);
    }

    private Registers UseRegisters()
    {
        if (registers is not null)
            return registers;
        registers = new Registers();
        foreach (var hash in exact!.Slots)
        {
            if (hash != HashTable.Free)
                registers.Add(hash);
        }

        exact = null;
        return registers;
    }

    /// <summary>
    /// The 64-bit finaliser of SplitMix64 over the value's bits: a bijection, so that different values have different hashes. It maps 0 to 0; the bits
    /// of a NaN are mixed in so that this is the hash of no value.
    /// </summary>
    private static ulong Hash(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value + 0.0) ^ 0x7FF8_0000_0000_0001;
        bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
        return bits ^ (bits >> 31);
    }
}
