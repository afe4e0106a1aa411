namespace Millrace.Actors.Kernel;

/// <summary>What a restored shard found out about one table.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Kind">What became of it since the checkpoint.</param>
public readonly record struct TableChange(string Table, TableChangeKind Kind)
{
    /// <summary>A sentence for an operator.</summary>
    public override string ToString() => Kind switch
    {
        TableChangeKind.New => $"{Table} is new: it begins empty.",
        TableChangeKind.Removed => $"{Table} is not in the pipeline any more: its state is left behind.",
        TableChangeKind.Changed => $"{Table} is defined differently than before: its state is left behind, and it begins empty.",
        _ => $"{Table} is as before: it keeps its state.",
    };
}
