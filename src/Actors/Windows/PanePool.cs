namespace Millrace.Actors.Windows;

/// <summary>
/// Arrays of panes that no actor of the table uses at present, by size. Sizes double up to that of a whole window and grow by a quarter from there,
/// so that an actor holds little more than it needs.
/// </summary>
internal sealed class PanePool<TChain>(int panesPerWindow)
{
    private readonly List<Stack<Pane<TChain>[]>> bySize = [];
    private readonly List<int> sizes = [];

    public Pane<TChain>[] Rent(int atLeast)
    {
        for (var i = 0; ; i++)
        {
            if (i == sizes.Count)
            {
                sizes.Add(NextSize(i == 0 ? 0 : sizes[i - 1]));
                bySize.Add(new Stack<Pane<TChain>[]>());
            }

            if (sizes[i] >= atLeast)
                return bySize[i].Count > 0 ? bySize[i].Pop() : new Pane<TChain>[sizes[i]];
        }
    }

    /// <summary>Takes back an array, cleared.</summary>
    public void Return(Pane<TChain>[] panes) => bySize[sizes.BinarySearch(panes.Length)].Push(panes);

    private int NextSize(int size) =>
        size < panesPerWindow ? Math.Min(panesPerWindow, Math.Max(1, size * 2)) : size + Math.Max(1, size / 4);
}
