namespace Millrace.Actors.Kernel;

/// <summary>Where the state of passivated actors is kept until their next reading or timer. Called by the shard's thread.</summary>
public interface IPassivationStore
{
    /// <summary>Keeps the state of an actor.</summary>
    /// <param name="table">The name of its table.</param>
    /// <param name="key">Its key.</param>
    /// <param name="state">The state; copy what you keep.</param>
    void Save(string table, string key, ReadOnlySpan<byte> state);

    /// <summary>Gives the state back and forgets it; empty when there was none.</summary>
    ReadOnlyMemory<byte> Take(string table, string key);
}
