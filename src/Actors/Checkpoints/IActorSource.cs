namespace Millrace.Actors.Checkpoints;

/// <summary>
/// Where a shard finds the actors that are not in memory: as the last checkpoint committed them. Called by the shard's thread, also while another
/// commits. Rows of actors that are in memory may be among those loaded; they are out of date and the shard passes over them.
/// </summary>
public interface IActorSource
{
    /// <summary>How many rows there are, as of the last commit.</summary>
    long Count { get; }

    /// <summary>Adds the row of a key, if there is one.</summary>
    /// <exception cref="CheckpointStoreException">The store cannot be read.</exception>
    bool TryLoad(string keyField, ReadOnlySpan<byte> key, ActorRows into);

    /// <summary>The earliest <see cref="ActorRow.Due"/> later than <paramref name="after"/>; <see cref="long.MaxValue"/> when there is none.</summary>
    /// <exception cref="CheckpointStoreException">The store cannot be read.</exception>
    long NextDue(long after);

    /// <summary>Adds all rows with after &lt; <see cref="ActorRow.Due"/> &lt;= upTo.</summary>
    /// <exception cref="CheckpointStoreException">The store cannot be read.</exception>
    void LoadDue(long after, long upTo, ActorRows into);

    /// <summary>The earliest <see cref="ActorRow.Wake"/> later than <paramref name="after"/>; <see cref="long.MaxValue"/> when there is none.</summary>
    /// <exception cref="CheckpointStoreException">The store cannot be read.</exception>
    long NextWake(long after);

    /// <summary>Adds all rows with after &lt; <see cref="ActorRow.Wake"/> &lt;= upTo.</summary>
    /// <exception cref="CheckpointStoreException">The store cannot be read.</exception>
    void LoadWake(long after, long upTo, ActorRows into);

    /// <summary>Hands over all rows in portions, each valid during the call only.</summary>
    /// <exception cref="CheckpointStoreException">The store cannot be read.</exception>
    void LoadAll(Action<ActorRows> portion);
}
