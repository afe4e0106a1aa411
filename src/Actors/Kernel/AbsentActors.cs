using Millrace.Actors.Checkpoints;

namespace Millrace.Actors.Kernel;

/// <summary>
/// The actors that are in the store only: passivated, or not loaded since the start. They are brought in by key, or before the clock reaches what they wait for. All those
/// that wait for a time up to a cursor have been brought in; a key leaves memory only when what it waits for lies behind the cursors, since until then it fires.
/// </summary>
internal sealed class AbsentActors(IActorSource source, ShardState state)
{
    private readonly ActorRows rows = new();
    private long dueCursor = long.MinValue;
    private long wakeCursor = long.MinValue;
    private long nextDue;
    private long nextWake;
    private bool isOpen;

    /// <summary>How many there are; while there are none the store is not asked.</summary>
    public long Count { get; private set; }

    /// <summary>The earliest wall-clock time that one waits for, or an earlier time.</summary>
    public long NextWake
    {
        get
        {
            Open();
            return Count == 0 ? long.MaxValue : nextWake;
        }
    }

    /// <summary>Brings in the actor of a key.</summary>
    public bool TryLoad(string keyField, ReadOnlySpan<byte> key)
    {
        Open();
        if (Count == 0)
            return false;
        rows.Clear();
        return source.TryLoad(keyField, key, rows) && BringIn(rows) > 0;
    }

    /// <summary>Brings in those that wait for an event time up to this one.</summary>
    public void LoadDue(long upTo)
    {
        Open();
        if (Count == 0 || nextDue > upTo)
            return;
        rows.Clear();
        source.LoadDue(dueCursor, upTo, rows);
        BringIn(rows);
        dueCursor = Math.Max(dueCursor, upTo);
        nextDue = Count == 0 ? long.MaxValue : source.NextDue(dueCursor);
    }

    /// <summary>Brings in those that wait for a wall-clock time up to this one.</summary>
    public void LoadWake(long upTo)
    {
        Open();
        if (Count == 0 || nextWake > upTo)
            return;
        rows.Clear();
        source.LoadWake(wakeCursor, upTo, rows);
        BringIn(rows);
        wakeCursor = Math.Max(wakeCursor, upTo);
        nextWake = Count == 0 ? long.MaxValue : source.NextWake(wakeCursor);
    }

    /// <summary>Brings in all that wait for an event time, without saying that it has come.</summary>
    public void LoadWaiting(long upTo)
    {
        Open();
        if (Count == 0)
            return;
        rows.Clear();
        source.LoadDue(long.MinValue, upTo, rows);
        BringIn(rows);
    }

    /// <summary>Brings in all.</summary>
    public void LoadAll()
    {
        Open();
        if (Count > 0)
            source.LoadAll(portion => BringIn(portion));
    }

    /// <summary>One has left memory.</summary>
    public void Add(long due, long wake)
    {
        Count++;
        nextDue = Math.Min(nextDue, due);
        nextWake = Math.Min(nextWake, wake);
    }

    private void Open()
    {
        if (isOpen)
            return;
        isOpen = true;
        Count = source.Count;
        nextDue = Count == 0 ? long.MaxValue : source.NextDue(long.MinValue);
        nextWake = Count == 0 ? long.MaxValue : source.NextWake(long.MinValue);
    }

    private int BringIn(ActorRows loaded)
    {
        var count = 0;
        for (var i = 0; i < loaded.Count; i++)
        {
            if (state.Load(loaded[i]))
                count++;
        }

        Count -= count;
        if (Count == 0)
            nextDue = nextWake = long.MaxValue;
        return count;
    }
}
