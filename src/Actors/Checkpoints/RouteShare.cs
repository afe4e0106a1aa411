namespace Millrace.Actors.Checkpoints;

/// <summary>The keys of one shard among those of a partition: every one whose route, mixed, falls to its index. One shard of one has all.</summary>
/// <param name="Index">The shard, from 0.</param>
/// <param name="Count">How many shards share the partition; at least 1.</param>
public readonly record struct RouteShare(int Index, int Count)
{
    /// <summary>All keys.</summary>
    public static RouteShare All => new(0, 1);

    /// <summary>Whether a key belongs to the shard.</summary>
    /// <param name="route">The hash of the value that the partition is keyed by.</param>
    public bool Has(uint route) => Count == 1 || ShardOf(route, Count) == Index;

    /// <summary>The shard that a route falls to. Mixed first: within a partition the low bits of all routes may be alike.</summary>
    public static int ShardOf(uint route, int count) => (int)((ulong)(route * 0x9E37_79B1u) * (uint)count >> 32);
}
