namespace Millrace.Actors.Kernel;

/// <summary>The event-time timers and output numbers of the actors in a <see cref="StateTable{TState}"/>, by slot.</summary>
internal sealed class StateTableTimers
{
    /// <summary>The most timers that one actor may have pending: a bound on memory against a handler that only ever sets.</summary>
    public const int MaxTimers = 10_000;

    private List<long>?[] pending = [];
    private long[] sequences = [];

    public void Grow(int slots)
    {
        if (slots <= pending.Length)
            return;
        Array.Resize(ref pending, Math.Max(slots, pending.Length * 2));
        Array.Resize(ref sequences, pending.Length);
    }

    public long NextSequence(int slot) => sequences[slot]++;

    public void Add(int slot, long due)
    {
        var times = pending[slot] ??= [];
        var at = times.BinarySearch(due);
        if (at >= 0)
            return;
        if (times.Count == MaxTimers)
            throw new InvalidOperationException($"The actor has {MaxTimers} timers pending; it cannot set another.");
        times.Insert(~at, due);
    }

    public void Remove(int slot, long due) => pending[slot]?.Remove(due);

    /// <summary>Takes out the earliest timer due at or before a time.</summary>
    public bool TryTake(int slot, long upTo, out long due)
    {
        due = Next(slot);
        if (due > upTo)
            return false;
        pending[slot]!.RemoveAt(0);
        return true;
    }

    /// <summary>The earliest timer; <see cref="long.MaxValue"/> when there is none.</summary>
    public long Next(int slot) => pending[slot] is { Count: > 0 } times ? times[0] : long.MaxValue;

    public bool IsEmpty(int slot) => sequences[slot] == 0 && Next(slot) == long.MaxValue;

    public void Snapshot(int slot, StateWriter writer)
    {
        writer.Integer(sequences[slot]);
        writer.Count(pending[slot]?.Count ?? 0);
        foreach (var due in pending[slot] ?? [])
            writer.Integer(due);
    }

    public void Restore(int slot, ref StateReader reader)
    {
        sequences[slot] = reader.Integer();
        var count = reader.Count();
        pending[slot] = count == 0 ? null : new List<long>(count);
        for (; count > 0; count--)
            pending[slot]!.Add(reader.Integer());
    }

    public void Release(int slot)
    {
        pending[slot] = null;
        sequences[slot] = 0;
    }
}
