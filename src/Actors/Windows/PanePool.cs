namespace Millrace.Actors.Windows;

/// <summary>Arrays of panes that no actor of the table uses at present, by size. Sizes grow by a half, so that an actor holds little more than it needs.</summary>
internal sealed class PanePool<TChain>
{
    private readonly List<Stack<Pane<TChain>[]>> bySize = [];
    private readonly List<int> sizes = [];

    public Pane<TChain>[] Rent(int atLeast)
    {
        for (var i = 0; ; i++)
        {
            if (i == sizes.Count)
            {
                sizes.Add(i < 2 ? i + 1 : sizes[i - 1] + Math.Max(1, sizes[i - 1] / 4));
                bySize.Add(new Stack<Pane<TChain>[]>());
            }

            if (sizes[i] >= atLeast)
                return bySize[i].Count > 0 ? bySize[i].Pop() : new Pane<TChain>[sizes[i]];
        }
    }

    /// <summary>Takes back an array, cleared.</summary>
    public void Return(Pane<TChain>[] panes) => bySize[sizes.BinarySearch(panes.Length)].Push(panes);
}
