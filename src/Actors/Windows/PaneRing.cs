using Millrace.Actors.Aggregates;

namespace Millrace.Actors.Windows;

/// <summary>
/// The panes of one actor that have readings, but for the newest, in order of time. Arrays are lent by the table's <see cref="PanePool{TChain}"/> and given back when empty.
/// A value type inside the actor's row.
/// </summary>
internal struct PaneRing<TChain>
    where TChain : struct, IAggregateChain<TChain>
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

    /// <summary>Adds up the panes that start in [start, end): their readings and, merged in order of time, their chains.</summary>
    public readonly long Merge(long start, long end, ref TChain merged)
    {
        if (count == 0)
            return 0;
        var all = panes!.AsSpan();
        var first = all.Slice(head, Math.Min(count, all.Length - head));
        return Merge(first, start, end, ref merged) + Merge(all[..(count - first.Length)], start, end, ref merged);
    }

    private static long Merge(ReadOnlySpan<Pane<TChain>> panes, long start, long end, ref TChain merged)
    {
        long readings = 0;
        foreach (ref readonly var pane in panes)
        {
            if (pane.Start < start || pane.Start >= end)
                continue;
            readings += pane.Readings;
            TChain.Merge(ref merged, in pane.Chain);
        }

        return readings;
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
        panes = larger;
        head = 0;
    }
}
