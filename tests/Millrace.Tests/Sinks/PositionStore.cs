using Millrace.Actors.Checkpoints;

namespace Millrace.Tests.Sinks;

/// <summary>A store of small values alone, which can be made to fail.</summary>
internal sealed class PositionStore : ICheckpointStore
{
    private readonly Dictionary<string, byte[]> values = new(StringComparer.Ordinal);

    /// <summary>How many of the next writes fail.</summary>
    public int Failures { get; set; }

    public int Writes { get; private set; }

    public IReadOnlyCollection<string> Names => values.Keys;

    public ReadOnlyMemory<byte> GetValue(string name) => values.GetValueOrDefault(name) ?? [];

    public void SetValue(string name, ReadOnlySpan<byte> value)
    {
        if (Failures > 0)
        {
            Failures--;
            throw new CheckpointStoreException("the store is locked", isTransient: true);
        }

        Writes++;
        values[name] = value.ToArray();
    }

    public OpenedPartition Open(string partition) => throw new NotSupportedException();

    public IActorSource Actors(string partition, RouteShare share) => throw new NotSupportedException();

    public void Commit(Checkpoint checkpoint) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
