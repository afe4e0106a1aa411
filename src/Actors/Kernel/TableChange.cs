namespace Millrace.Actors.Kernel;

/// <summary>What a restored shard found out about one table.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Kind">What became of it since the checkpoint.</param>
public readonly record struct TableChange(string Table, TableChangeKind Kind);
