namespace Millrace.Actors.Checkpoints;

/// <summary>Rows of actors' state side by side in one buffer: filled at a checkpoint's barrier, or by the store when actors are loaded. Cleared and filled again. One thread at a time.</summary>
public sealed class ActorRows
{
    private readonly record struct Entry(string KeyField, int Start, int KeyLength, int StateLength, uint Route, long Due, long Wake);

    private Entry[] entries = new Entry[64];
    private byte[] bytes = new byte[4096];

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of all keys and states; at most 2 GiB.</summary>
    public int Bytes { get; private set; }

    /// <summary>A row; valid until the rows are changed.</summary>
    public ActorRow this[int index]
    {
        get
        {
            ref readonly var entry = ref entries.AsSpan(0, Count)[index];
            return new ActorRow
            {
                KeyField = entry.KeyField,
                Key = bytes.AsSpan(entry.Start, entry.KeyLength),
                Route = entry.Route,
                Due = entry.Due,
                Wake = entry.Wake,
                State = bytes.AsSpan(entry.Start + entry.KeyLength, entry.StateLength),
            };
        }
    }

    /// <summary>Adds a row; its bytes are copied.</summary>
    public void Add(in ActorRow row)
    {
        var length = row.Key.Length + row.State.Length;
        if (Bytes + length > bytes.Length)
            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(bytes.Length * 2L, Bytes + (long)length)));
        if (Count == entries.Length)
            Array.Resize(ref entries, Count * 2);
        row.Key.CopyTo(bytes.AsSpan(Bytes));
        row.State.CopyTo(bytes.AsSpan(Bytes + row.Key.Length));
        entries[Count++] = new Entry(row.KeyField, Bytes, row.Key.Length, row.State.Length, row.Route, row.Due, row.Wake);
        Bytes += length;
    }

    /// <summary>Forgets all rows and keeps the memory.</summary>
    public void Clear() => Count = Bytes = 0;
}
