namespace Millrace.Actors.Patterns;

/// <summary>
/// The partial matches of a key in the order of rule 9: by first event, then those that took earlier events first. Cheap at both ends:
/// begun at the back, run out of time at the front. A mutable value: its owner holds it in a field and copies it never.
/// </summary>
internal struct PartialMatchList()
{
    private PartialMatch[] items = [];
    private int head;

    public int Count { get; private set; }

    public readonly int Capacity => items.Length;

    public readonly ref PartialMatch this[int index] => ref items[head + index];

    public readonly Span<PartialMatch> AsSpan() => items.AsSpan(head, Count);

    public void Add(in PartialMatch partial)
    {
        MakeRoom(1);
        items[head + Count++] = partial;
    }

    /// <summary>Puts these in place of all from an index on.</summary>
    public void ReplaceFrom(int index, ReadOnlySpan<PartialMatch> replacement)
    {
        var before = Count;
        if (index + replacement.Length > Count)
            MakeRoom(index + replacement.Length - Count);
        Count = index + replacement.Length;
        replacement.CopyTo(items.AsSpan(head + index));
        if (before > Count)
            items.AsSpan(head + Count, before - Count).Clear();
        if (Count == 0)
            head = 0;
    }

    public void DropFirst(int count)
    {
        items.AsSpan(head, count).Clear();
        Count -= count;
        head = Count == 0 ? 0 : head + count;
    }

    private void MakeRoom(int more)
    {
        var needed = Count + more;
        if (head + needed <= items.Length)
            return;
        if (needed * 2 <= items.Length + 1)
        {
            items.AsSpan(head, Count).CopyTo(items);
            items.AsSpan(Math.Max(Count, head), head + Count - Math.Max(Count, head)).Clear();
        }
        else
        {
            var larger = new PartialMatch[needed == 1 ? 1 : Math.Max(needed, items.Length * 2)];
            items.AsSpan(head, Count).CopyTo(larger);
            items = larger;
        }

        head = 0;
    }
}
