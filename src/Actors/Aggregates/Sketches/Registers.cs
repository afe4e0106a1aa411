using System.Numerics;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Sketches;

/// <summary>
/// The registers of an UltraLogLog. A hash falls to one of them with a level k: the length of its run of leading zeros, plus one. A register
/// holds the highest level u that fell to it (six bits) and whether u - 1 (bit 1) and u - 2 (bit 0) did; 0 when nothing has.
/// </summary>
internal sealed class Registers
{
    private const int Precision = 14;
    private const int Number = 1 << Precision;
    private const int LastLevel = 64 - Precision + 1;

    private readonly byte[] values = new byte[Number];

    public void Add(ulong hash)
    {
        ref var value = ref values[hash >> (64 - Precision)];
        var level = Math.Min(BitOperations.LeadingZeroCount(hash << Precision) + 1, LastLevel);
        value = Union(value, (byte)(level << 2));
    }

    public void Merge(Registers other)
    {
        for (var i = 0; i < Number; i++)
            values[i] = Union(values[i], other.values[i]);
    }

    /// <summary>
    /// The number of different hashes by maximum likelihood: levels fall to a register independently, level k at a rate of rate * P(k), so that the likelihood
    /// is a product over the levels that are known to have fallen and those known not to. Its maximum is the only root of a convex falling function:
    /// Newton's method from its left cannot overshoot.
    /// </summary>
    public double Estimate()
    {
        Span<int> fallen = stackalloc int[LastLevel + 1];
        fallen.Clear();
        var absent = Tally(fallen);
        double levels = 0, halves = 0;
        for (var level = 1; level <= LastLevel; level++)
        {
            levels += fallen[level];
            halves += fallen[level] * Probability(level) / 2;
        }

        if (levels == 0)
            return 0;
        var rate = levels / (absent + halves);
        for (var step = 0; step < 64; step++) // five or six do; a bound all the same
        {
            double excess = -absent, slope = 0;
            for (var level = 1; level <= LastLevel; level++)
            {
                var probability = Probability(level);
                var grown = ExponentialLessOne(rate * probability);
                var term = fallen[level] * probability / grown;
                excess += term;
                slope += term * probability * (1 + (1 / grown));
            }

            var change = excess / slope;
            rate += change;
            if (change <= rate * 1e-12)
                break;
        }

        return rate * Number;
    }

    public void Snapshot(StateWriter writer) => writer.Blob(values);

    public static Registers Restore(ref StateReader reader)
    {
        var state = reader.Blob();
        if (state.Length != Number)
            throw new InvalidDataException($"The state holds {state.Length} registers where {Number} were expected.");
        if (state.ContainsAnyExceptInRange((byte)0, (byte)((LastLevel << 2) | 3)))
            throw new InvalidDataException($"The state holds a register above level {LastLevel}.");
        var registers = new Registers();
        state.CopyTo(registers.values);
        return registers;
    }

    private static byte Union(byte one, byte two)
    {
        var (higher, lower) = one >> 2 >= two >> 2 ? (one, two) : (two, one);
        if (lower == 0)
            return higher;
        var below = (4 | (lower & 3)) >> Math.Min((higher >> 2) - (lower >> 2), 3);
        return (byte)(higher | (below & 3));
    }

    /// <summary>Counts the levels that are known to have fallen; gives the summed probability of those known not to.</summary>
    private double Tally(Span<int> fallen)
    {
        double absent = 0;
        foreach (var value in values)
        {
            var highest = value >> 2;
            absent += highest == LastLevel ? 0 : Math.ScaleB(1, -highest); // all levels above the highest together
            if (highest > 0)
                fallen[highest]++;
            for (var below = 1; below <= 2 && highest - below >= 1; below++)
            {
                if ((value & (4 >> below)) != 0)
                    fallen[highest - below]++;
                else
                    absent += Probability(highest - below);
            }
        }

        return absent;
    }

    private static double Probability(int level) => Math.ScaleB(1, -Math.Min(level, LastLevel - 1));

    private static double ExponentialLessOne(double x) => x < 1e-4 ? x * (1 + (x / 2 * (1 + (x / 3)))) : Math.Exp(x) - 1;
}
