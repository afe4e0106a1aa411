using System.Numerics;

namespace Millrace.Graphs.Factory;

/// <summary>
/// xoshiro256++ (Blackman and Vigna, 2019), its state filled by SplitMix64. Written out here because the platform's generator
/// does not promise the same numbers for ever, and a seed in a test must.
/// </summary>
internal struct SeededRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    public SeededRandom(long seed)
    {
        var state = (ulong)seed;
        s0 = Split(ref state);
        s1 = Split(ref state);
        s2 = Split(ref state);
        s3 = Split(ref state);
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(s0 + s3, 23) + s0;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>From 0 to below 1.</summary>
    public double NextUnit() => UnitOf(Next());

    /// <summary>What <see cref="NextUnit"/> makes of a number.</summary>
    public static double UnitOf(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    /// <summary>The number at a place of a table that is nowhere written down: chance that can be asked for in any order.</summary>
    public static ulong At(long seed, long row, long column)
    {
        var state = (ulong)seed ^ ((ulong)row * 0xD6E8_FEB8_6659_FD93);
        state = Split(ref state) ^ ((ulong)column * 0xA076_1D64_78BD_642F);
        return Split(ref state);
    }

    /// <summary>From <paramref name="from"/> to below <paramref name="to"/>.</summary>
    public long NextBetween(long from, long to) => from + (long)(NextUnit() * (to - from));

    /// <summary>Noise around 0, never beyond -1 and 1: three uniform draws from one number, their mean spread to the full width.</summary>
    public double NextNoise() => NoiseOf(Next());

    /// <summary>The noise that <see cref="NextNoise"/> makes of a number.</summary>
    public static double NoiseOf(ulong bits)
    {
        const ulong mask = (1UL << 21) - 1;
        var sum = (long)(bits & mask) + (long)((bits >> 21) & mask) + (long)((bits >> 42) & mask);
        return (sum * (2.0 / (3.0 * mask))) - 1.0;
    }

    private static ulong Split(ref ulong state)
    {
        var z = state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
