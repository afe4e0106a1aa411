using System.Runtime.CompilerServices;

namespace Millrace.Actors.Windows;

/// <summary>
/// How windows of a fixed grid are cut into panes. A pane lies between two neighbouring window edges (starts and ends), so that all readings of a pane
/// belong to the same windows and a window is a run of panes: at most two panes a slide, whatever the size ("paired windows", Krishnamurthy, Wu and
/// Franklin, SIGMOD 2006). A pane is known by its start, a window by its end. All in milliseconds.
/// </summary>
internal readonly struct Slicing
{
    private readonly long size;
    private readonly long every;
    private readonly long offset;
    private readonly long rest; // size mod every: where the second pane of a slide begins; 0 when there is none
    private readonly bool growing; // cumulate: windows of one start

    private Slicing(long size, long every, long offset, bool growing)
    {
        this.size = size;
        this.every = every;
        this.offset = offset;
        this.growing = growing;
        rest = size % every;
    }

    /// <summary>From the end of a window to that of the next.</summary>
    public long Every => every;

    public static Slicing Of(WindowShape shape) => shape switch
    {
        TumblingWindow window => new Slicing(Milliseconds(window.Size), Milliseconds(window.Size), Milliseconds(window.Offset), false),
        SlidingWindow window => new Slicing(Milliseconds(window.Size), Milliseconds(window.Every), Milliseconds(window.Offset), false),
        CumulateWindow window => new Slicing(Milliseconds(window.Size), Milliseconds(window.Every), Milliseconds(window.Offset), true),
        _ => throw new ArgumentException($"{shape} has no fixed grid.", nameof(shape)),
    };

    /// <summary>The panes of the largest window.</summary>
    public int PanesPerWindow => (int)Math.Min(1 << 20, (size + every - 1) / every * (rest == 0 ? 1 : 2));

    /// <summary>The start of the pane that holds a time.</summary>
    public long PaneStart(long time)
    {
        var start = Floor(time, every);
        return rest != 0 && time >= start + rest ? start + rest : start;
    }

    /// <summary>The end of the pane that starts there.</summary>
    public long PaneEnd(long paneStart)
    {
        if (rest == 0)
            return paneStart + every;
        var start = Floor(paneStart, every);
        return paneStart == start ? start + rest : start + every;
    }

    /// <summary>The end of the first window that holds the pane.</summary>
    public long FirstEnd(long paneStart)
    {
        // Without a rest, panes lie on the grid themselves.
        if (rest == 0)
            return paneStart + every;

        // The earliest start s on the grid with s > paneStart - size.
        return Floor(paneStart - size, every) + every + size;
    }

    /// <summary>The end of the first window that holds the pane and does not end before <paramref name="least"/>; beyond <see cref="LastEnd"/> when none does.</summary>
    public long EndFrom(long paneStart, long least)
    {
        var end = FirstEnd(paneStart);
        return end >= least ? end : end + (((least - end + every - 1) / every) * every);
    }

    /// <summary>The end of the last window that holds the pane.</summary>
    public long LastEnd(long paneStart)
    {
        if (growing)
            return Floor(paneStart, size) + size;
        return (rest == 0 ? paneStart : Floor(paneStart, every)) + size;
    }

    /// <summary>The start of the window that ends there.</summary>
    public long WindowStart(long end) => growing ? Floor(end - 1, size) : end - size;

    /// <summary>Whether a window ends there.</summary>
    public bool IsEnd(long end) => growing ? Floor(end, every) == end : Floor(end - size, every) == end - size;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Floor(long time, long step)
    {
        var beyond = (time - offset) % step;
        return time - (beyond < 0 ? beyond + step : beyond);
    }

    private static long Milliseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMillisecond;
}
