namespace Millrace.Messages;

/// <summary>
/// One output record, without its values: those of a window or an actor are in the <see cref="OutputBatch"/>, everything else in <see cref="Detail"/>.
/// A value type, so that a shard emits without allocating.
/// </summary>
public struct Output
{
    /// <summary>What it says.</summary>
    public OutputKind Kind { get; set; }

    /// <summary>Whether it is provisional: the window was still open.</summary>
    public bool Early { get; set; }

    /// <summary>How often the same window was fired before; 0 the first time. Counted per window, provisional results apart.</summary>
    public int Revision { get; set; }

    /// <summary>Which actor table of the shard emitted it; -1 for the shard itself (a record that could not be read).</summary>
    public int Table { get; set; }

    /// <summary>The key, as a symbol of the batch's table; 0 when there is none.</summary>
    public int Key { get; set; }

    /// <summary>The row of the run after which it was emitted: outputs are in the order of rows, then of tables.</summary>
    public int Row { get; set; }

    /// <summary>Where its values start in <see cref="OutputBatch.Values"/>.</summary>
    public int FirstValue { get; set; }

    /// <summary>Start of what it speaks of, inclusive, milliseconds since the Unix epoch.</summary>
    public long Start { get; set; }

    /// <summary>End of what it speaks of: exclusive for a window, the last event's time for a match, the watermark for a late reading.</summary>
    public long End { get; set; }

    /// <summary>What tells apart outputs that are alike in name, key, start, end and revision; part of the id.</summary>
    public long Sequence { get; set; }

    /// <summary>The rest: <see cref="MatchDetail"/>, <see cref="ReadingDetail"/>, <see cref="DeadLetterDetail"/> or a notice's text.</summary>
    public object? Detail { get; set; }
}
