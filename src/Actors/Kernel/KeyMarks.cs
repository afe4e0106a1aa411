namespace Millrace.Actors.Kernel;

/// <summary>
/// How each key of a key field stands to the store, by slot: whether it has changed since its row was last taken, whether that row is committed, whether the key
/// was used lately. One byte a key, so that finding 100 changed among a million reads a megabyte.
/// </summary>
internal sealed class KeyMarks
{
    /// <summary>A guess at what a key costs besides its state: slot, timers, symbol, the rows of its tables.</summary>
    public const int KeyBytes = 256;

    private const byte Used = 2;
    private const byte Taken = 4;
    private const byte Changed = 3; // and used: the only value that means changed

    private readonly List<int> taken = [];
    private byte[] marks = new byte[1024];
    private ulong[] hashes = new ulong[1024]; // of the state as last taken or loaded; 0 = the store has none
    private int[] lengths = new int[1024];
    private int hand;

    /// <summary>Bytes of states as last taken or loaded.</summary>
    public long StateBytes { get; private set; }

    /// <summary>Whether a taken row waits for its commit.</summary>
    public bool IsWaiting => taken.Count > 0;

    public void Grow(int slots)
    {
        if (slots <= marks.Length)
            return;
        Array.Resize(ref marks, marks.Length * 2);
        Array.Resize(ref hashes, marks.Length);
        Array.Resize(ref lengths, marks.Length);
    }

    public void Change(int slot) => marks[slot] = Changed;

    /// <summary>Every key that a run reaches has changed.</summary>
    public void Change(ReadOnlySpan<int> slots)
    {
        var all = marks;
        foreach (var slot in slots)
        {
            if ((uint)slot < (uint)all.Length)
                all[slot] = Changed;
        }
    }

    /// <summary>The first changed slot from one on, or -1.</summary>
    public int NextChanged(int from, int count)
    {
        var at = marks.AsSpan(from, count - from).IndexOf(Changed);
        return at < 0 ? -1 : from + at;
    }

    /// <summary>Whether the store has a row of the key, or will have with the next commit.</summary>
    public bool IsStored(int slot) => hashes[slot] != 0;

    /// <summary>The state of a changed key. False when the store has it like that.</summary>
    public bool Take(int slot, ReadOnlySpan<byte> state)
    {
        marks[slot] = Used;
        if (!SetState(slot, state))
            return false;
        marks[slot] = Used | Taken;
        taken.Add(slot);
        return true;
    }

    /// <summary>The key was loaded with this state.</summary>
    public void Loaded(int slot, ReadOnlySpan<byte> state)
    {
        marks[slot] = Used;
        SetState(slot, state);
    }

    /// <summary>What was taken is in the store.</summary>
    public void Commit()
    {
        foreach (var slot in taken)
        {
            if (marks[slot] != Changed)
                marks[slot] = Used;
        }

        taken.Clear();
    }

    /// <summary>The next key that may leave: not changed since its last commit, and not used since the hand came by last. -1 when, going round twice, there is none.</summary>
    public int NextIdle(KeySpace space)
    {
        for (var steps = 2 * space.Count; steps > 0; steps--)
        {
            hand = hand + 1 < space.Count ? hand + 1 : 0;
            if (marks[hand] == Used)
                marks[hand] = 0;
            else if (marks[hand] == 0 && !space.IsFree(hand))
                return hand;
        }

        return -1;
    }

    public void Remove(int slot)
    {
        SetState(slot, []);
        marks[slot] = 0;
    }

    private bool SetState(int slot, ReadOnlySpan<byte> state)
    {
        var hash = state.IsEmpty ? 0 : StateHash.Of(state);
        if (hash == hashes[slot])
            return false;
        hashes[slot] = hash;
        StateBytes += state.Length - lengths[slot];
        lengths[slot] = state.Length;
        return true;
    }
}
