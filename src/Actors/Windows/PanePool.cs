namespace Millrace.Actors.Windows;

/// <summary>
/// Arrays of panes that no actor of the table uses at present. An actor's first array has room for a whole window (up to 16 panes), so that in the
/// ordinary case it is its last; larger ones grow by a half and are not kept when they are outgrown.
/// </summary>
internal sealed class PanePool<TChain>(int panesPerWindow)
{
    private readonly int first = Math.Min(panesPerWindow, 16);
    private readonly Stack<Pane<TChain>[]> free = new();

    public Pane<TChain>[] Rent(int atLeast)
    {
        if (atLeast <= first)
            return free.Count > 0 ? free.Pop() : new Pane<TChain>[first];
        return new Pane<TChain>[atLeast + (atLeast / 2)];
    }

    /// <summary>Takes back an array, cleared.</summary>
    public void Return(Pane<TChain>[] panes)
    {
        if (panes.Length == first)
            free.Push(panes);
    }
}
