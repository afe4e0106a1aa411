using System.Numerics;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Sketches;

/// <summary>The registers of a HyperLogLog: each holds the longest run of leading zeros, plus one, among the hashes that fall to it.</summary>
internal sealed class Registers
{
    private const int Precision = 14;
    private const int Number = 1 << Precision;
    private const int HashBits = 64 - Precision; // a register goes from 0, untouched, to this + 1; six bits

    private readonly byte[] values = new byte[Number];

    public void Add(ulong hash)
    {
        var register = (int)(hash >> HashBits);
        var rank = (byte)Math.Min(BitOperations.LeadingZeroCount(hash << Precision) + 1, HashBits + 1);
        if (rank > values[register])
            values[register] = rank;
    }

    public void Merge(Registers other)
    {
        for (var i = 0; i < Number; i++)
            values[i] = Math.Max(values[i], other.values[i]);
    }

    /// <summary>Ertl (2017), algorithm 6.</summary>
    public double Estimate()
    {
        Span<int> histogram = stackalloc int[HashBits + 2];
        histogram.Clear();
        foreach (var value in values)
            histogram[value]++;
        var sum = Number * Tau(1 - ((double)histogram[HashBits + 1] / Number));
        for (var value = HashBits; value >= 1; value--)
            sum = 0.5 * (sum + histogram[value]);
        sum += Number * Sigma((double)histogram[0] / Number);
        return Number / (2 * Math.Log(2)) * Number / sum;
    }

    public void Snapshot(StateWriter writer)
    {
        var packed = new byte[Number / 4 * 3];
        for (int from = 0, to = 0; from < Number; from += 4, to += 3)
        {
            var four = values[from] | (values[from + 1] << 6) | (values[from + 2] << 12) | (values[from + 3] << 18);
            packed[to] = (byte)four;
            packed[to + 1] = (byte)(four >> 8);
            packed[to + 2] = (byte)(four >> 16);
        }

        writer.Blob(packed);
    }

    public static Registers Restore(ref StateReader reader)
    {
        var packed = reader.Blob();
        if (packed.Length != Number / 4 * 3)
            throw new InvalidDataException($"The state holds {packed.Length} bytes of registers where {Number / 4 * 3} were expected.");
        var registers = new Registers();
        for (int from = 0, to = 0; to < Number; from += 3, to += 4)
        {
            var four = packed[from] | (packed[from + 1] << 8) | (packed[from + 2] << 16);
            for (var i = 0; i < 4; i++)
                registers.values[to + i] = (byte)Math.Min((four >> (6 * i)) & 63, HashBits + 1);
        }

        return registers;
    }

    private static double Sigma(double share)
    {
        if (share == 1)
            return double.PositiveInfinity;
        double weight = 1, sum = share, before;
        do
        {
            share *= share;
            before = sum;
            sum += share * weight;
            weight += weight;
        }
        while (sum != before);
        return sum;
    }

    private static double Tau(double share)
    {
        if (share is 0 or 1)
            return 0;
        double weight = 1, sum = 1 - share, before;
        do
        {
            share = Math.Sqrt(share);
            before = sum;
            weight *= 0.5;
            sum -= (1 - share) * (1 - share) * weight;
        }
        while (sum != before);
        return sum / 3;
    }
}
