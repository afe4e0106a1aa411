using Millrace.Actors.Checkpoints;

namespace Millrace.TestKit;

/// <summary>
/// A checkpoint store in memory, for tests: takes a checkpoint or leaves it, fences old epochs, and fails on demand. Deterministic: rows come in the
/// order in which their keys were first written. Survives its <see cref="Dispose"/>, as a database does a restart. Any thread.
/// </summary>
public sealed class MemoryCheckpointStore : ICheckpointStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, StoredPartition> partitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> values = new(StringComparer.Ordinal);
    private readonly Queue<StoreFault> faults = new();

    /// <summary>How many checkpoints were committed.</summary>
    public int Commits { get; private set; }

    /// <summary>What goes wrong with the next calls of <see cref="Commit"/> and <see cref="SetValue"/>, one after the other.</summary>
    public void Fail(params ReadOnlySpan<StoreFault> next)
    {
        lock (gate)
        {
            foreach (var fault in next)
                faults.Enqueue(fault);
        }
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Mend()
    {
        lock (gate)
            faults.Clear();
    }

    /// <summary>The names of the values that are set, in ordinal order.</summary>
    public IReadOnlyList<string> ValueNames
    {
        get
        {
            lock (gate)
                return [.. values.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>How many rows a partition has; 0 when it was never opened.</summary>
    public int RowsOf(string partition)
    {
        lock (gate)
            return partitions.TryGetValue(partition, out var stored) ? stored.Count : 0;
    }

    /// <inheritdoc/>
    public OpenedPartition Open(string partition)
    {
        lock (gate)
        {
            var stored = Of(partition);
            return new OpenedPartition(++stored.Epoch, stored.Number, stored.Head);
        }
    }

    /// <inheritdoc/>
    public IActorSource Actors(string partition, RouteShare share)
    {
        lock (gate)
            return new MemoryActorSource(Of(partition), share, gate);
    }

    /// <inheritdoc/>
    public void Commit(Checkpoint checkpoint)
    {
        lock (gate)
        {
            var stored = Of(checkpoint.Partition);
            if (checkpoint.Epoch != stored.Epoch)
                throw new FencedException(checkpoint.Partition, checkpoint.Epoch, stored.Epoch);
            var fault = NextFault();
            stored.Number = checkpoint.Number;
            stored.Head = checkpoint.Head.ToArray();
            foreach (var rows in checkpoint.Changes)
            {
                for (var i = 0; i < rows.Count; i++)
                    stored.Put(rows[i]);
            }

            Commits++;
            ThrowAfter(fault);
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetValue(string name)
    {
        lock (gate)
            return values.GetValueOrDefault(name);
    }

    /// <inheritdoc/>
    public void SetValue(string name, ReadOnlySpan<byte> value)
    {
        lock (gate)
        {
            var fault = NextFault();
            if (value.IsEmpty)
                values.Remove(name);
            else
                values[name] = value.ToArray();
            ThrowAfter(fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>The fault that the present call has, if it is one that comes after the work; one that comes before is thrown.</summary>
    private StoreFault? NextFault()
    {
        if (!faults.TryDequeue(out var fault))
            return null;
        if (fault == StoreFault.AfterCommit)
            return fault;
        throw new CheckpointStoreException(
            fault == StoreFault.Locked ? "The store is locked by another." : "The store cannot be written.", isTransient: fault == StoreFault.Locked);
    }

    private static void ThrowAfter(StoreFault? fault)
    {
        if (fault is not null)
            throw new CheckpointStoreException("The connection to the store was lost; whether the call took effect is not known.", isTransient: true);
    }

    private StoredPartition Of(string partition)
    {
        if (!partitions.TryGetValue(partition, out var stored))
            partitions.Add(partition, stored = new StoredPartition());
        return stored;
    }
}
