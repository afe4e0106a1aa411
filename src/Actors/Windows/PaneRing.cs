namespace Millrace.Actors.Windows;

/// <summary>
/// The panes of one actor that have readings, but for the newest, in order of time. Arrays are lent by the table's <see cref="PanePool{TChain}"/> and given back when empty.
/// A value type inside the actor's row.
/// </summary>
internal struct PaneRing<TChain>
{
    private Pane<TChain>[]? panes;
    private int head;
    private int count;

    public readonly int Count => count;

    public readonly ref Pane<TChain> this[int index]
    {
        get
        {
            var at = head + index;
            return ref panes![at >= panes.Length ? at - panes.Length : at];
        }
    }

    /// <summary>Makes room for a pane at a place and returns it, not yet filled.</summary>
    public ref Pane<TChain> Insert(int index, PanePool<TChain> pool)
    {
        if (panes is null || count == panes.Length)
            Enlarge(pool);
        for (var i = count++; i > index; i--)
            this[i] = this[i - 1];
        return ref this[index];
    }

    /// <summary>Gives up the oldest pane.</summary>
    public void RemoveFirst(PanePool<TChain> pool)
    {
        this[0] = default;
        head = head + 1 == panes!.Length ? 0 : head + 1;
        if (--count == 0)
        {
            pool.Return(panes);
            panes = null;
            head = 0;
        }
    }

    public void Clear(PanePool<TChain> pool)
    {
        while (count > 0)
            RemoveFirst(pool);
    }

    private void Enlarge(PanePool<TChain> pool)
    {
        var larger = pool.Rent(count + 1);
        for (var i = 0; i < count; i++)
            larger[i] = this[i];
        if (panes is not null)
        {
            Array.Clear(panes);
            pool.Return(panes);
        }

        panes = larger;
        head = 0;
    }
}
