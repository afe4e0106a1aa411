using System.Collections.Immutable;
using Millrace.Messages;

namespace Millrace.Actors.Descriptions;

/// <summary>What a shard holds of a key of one key field.</summary>
public sealed record KeyFieldDescription
{
    /// <summary>The field that keys the actors, such as <c>machine</c>.</summary>
    public required string Field { get; init; }

    /// <summary>The watermark that these actors go by: the key's own under per-key clocks, else the shard's. Null before the first.</summary>
    public EventTime? Watermark { get; init; }

    /// <summary>The actors that hold anything, in the order of the shard's tables.</summary>
    public ImmutableArray<ActorDescription> Actors { get; init; } = [];
}
