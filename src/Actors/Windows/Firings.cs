namespace Millrace.Actors.Windows;

/// <summary>How often each window of one actor has fired, as long as it can fire again. Kept only for windows with allowed lateness or early results.</summary>
internal sealed class Firings
{
    private readonly List<Firing> items = [];

    public int Count => items.Count;

    public Firing this[int index] => items[index];

    /// <summary>The firing of the window that ends there; new windows have not fired.</summary>
    public Firing Of(long end)
    {
        var at = items.Count;
        while (at > 0 && items[at - 1].End >= end)
            at--;
        if (at < items.Count && items[at].End == end)
            return items[at];
        var firing = new Firing { End = end };
        items.Insert(at, firing);
        return firing;
    }

    /// <summary>How many results the window that ends there has had, provisional ones apart; changes nothing.</summary>
    public int ResultsOf(long end) => items.Find(firing => firing.End == end)?.Results ?? 0;

    /// <summary>Forgets the windows that end before.</summary>
    public void Forget(long before)
    {
        var count = 0;
        while (count < items.Count && items[count].End < before)
            count++;
        items.RemoveRange(0, count);
    }
}

/// <summary>How often one window has fired.</summary>
internal sealed class Firing
{
    /// <summary>The window's end.</summary>
    public long End { get; init; }

    /// <summary>Its results so far, provisional ones apart.</summary>
    public int Results { get; set; }

    /// <summary>Its provisional results so far.</summary>
    public int Provisional { get; set; }

    /// <summary>Whether a reading has come since the last result of either kind.</summary>
    public bool Changed { get; set; }
}
