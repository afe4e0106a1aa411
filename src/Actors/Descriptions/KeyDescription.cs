using System.Collections.Immutable;

namespace Millrace.Actors.Descriptions;

/// <summary>The live state of a key at one moment: plain data, immutable, safe on every thread.</summary>
/// <param name="Key">The key.</param>
/// <param name="Fields">For each key field under which the shard knows the key, what it holds; at least one.</param>
public sealed record KeyDescription(string Key, ImmutableArray<KeyFieldDescription> Fields);
