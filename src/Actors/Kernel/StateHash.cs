using System.Buffers.Binary;

namespace Millrace.Actors.Kernel;

/// <summary>64 bits of a state, to see whether it is the one that the store has: eight bytes a step, multiply and fold. Two different states are taken for the same once in 10^19.</summary>
internal static class StateHash
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Never 0.</summary>
    public static ulong Of(ReadOnlySpan<byte> state)
    {
        var hash = ((ulong)state.Length + 1) * Prime;
        for (; state.Length >= 8; state = state[8..])
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(state), Prime);
        ulong tail = 0;
        for (var i = 0; i < state.Length; i++)
            tail |= (ulong)state[i] << (8 * i);
        hash = Fold(hash ^ tail, 0xE703_7ED1_A0B4_28DB);
        return hash == 0 ? 1 : hash;
    }

    /// <summary>A step that loses nothing of what came before: whatever the product is, the hash so far is added in again.</summary>
    private static ulong Fold(ulong value, ulong factor)
    {
        var high = Math.BigMul(value, factor, out var low);
        return value + (high ^ low);
    }
}
