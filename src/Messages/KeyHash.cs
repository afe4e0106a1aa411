using System.Buffers.Binary;

namespace Millrace.Messages;

/// <summary>
/// The hash by which keys are shared out among partitions and, within a partition, among shards: murmur2 of the key's bytes exactly as Kafka's default partitioner
/// computes it, so that our own log and Kafka put a key into the same partition. The same in every process.
/// </summary>
public static class KeyHash
{
    private const uint Seed = 0x9747_B28C;
    private const uint Multiplier = 0x5BD1_E995;
    private const int Rotation = 24;

    /// <summary>The hash of a key, UTF-8.</summary>
    public static uint Of(ReadOnlySpan<byte> key)
    {
        var hash = Seed ^ (uint)key.Length;
        while (key.Length >= 4)
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(key) * Multiplier;
            word ^= word >> Rotation;
            hash = (hash * Multiplier) ^ (word * Multiplier);
            key = key[4..];
        }

        if (key.Length > 0)
        {
            for (var i = key.Length - 1; i >= 0; i--)
                hash ^= (uint)key[i] << (8 * i);
            hash *= Multiplier;
        }

        hash ^= hash >> 13;
        hash *= Multiplier;
        return hash ^ (hash >> 15);
    }

    /// <summary>The partition of a key: the hash without its sign bit, modulo the number of partitions.</summary>
    /// <param name="key">The key, UTF-8.</param>
    /// <param name="partitions">At least 1.</param>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions) => (int)((Of(key) & 0x7FFF_FFFF) % (uint)partitions);
}
