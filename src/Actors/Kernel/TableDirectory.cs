namespace Millrace.Actors.Kernel;

/// <summary>
/// The number under which the state of each table stands in rows of actors. Numbers are given out once: a table that goes, or changes its definition, takes its number
/// with it, so that what rows still hold under it is passed over for ever.
/// </summary>
internal sealed class TableDirectory
{
    private readonly ActorTable[] tables;
    private readonly string[] definitions;
    private readonly int[] numbers;
    private int next;

    public TableDirectory(ActorTable[] tables, ShardOptions options)
    {
        this.tables = tables;
        definitions = [.. tables.Select(table => table.KeepsColumns ? $"{table.Definition}; columns {Columns(options)}" : table.Definition)];
        numbers = [.. Enumerable.Range(0, tables.Length)];
        next = tables.Length;
    }

    public int NumberOf(int table) => numbers[table];

    /// <summary>The table of a number; -1 when it is gone.</summary>
    public int IndexOf(int number) => Array.IndexOf(numbers, number);

    public void Save(StateWriter writer)
    {
        writer.Count(next);
        writer.Count(tables.Length);
        for (var i = 0; i < tables.Length; i++)
        {
            writer.Count(numbers[i]);
            writer.Text(tables[i].Name);
            writer.Text(definitions[i]);
        }
    }

    public List<TableChange> Restore(ref StateReader reader)
    {
        next = reader.Count();
        var saved = new Dictionary<string, (int Number, string? Definition)>(StringComparer.Ordinal);
        var changes = new List<TableChange>();
        for (var count = reader.Count(); count > 0; count--)
        {
            var number = reader.Count();
            saved.Add(reader.Text() ?? string.Empty, (number, reader.Text()));
        }

        for (var i = 0; i < tables.Length; i++)
        {
            var isKnown = saved.Remove(tables[i].Name, out var old);
            var isKept = isKnown && old.Definition == definitions[i];
            numbers[i] = isKept ? old.Number : next++;
            changes.Add(new TableChange(tables[i].Name, isKept ? TableChangeKind.Kept : isKnown ? TableChangeKind.Changed : TableChangeKind.New));
        }

        changes.AddRange(saved.Keys.Order(StringComparer.Ordinal).Select(name => new TableChange(name, TableChangeKind.Removed)));
        return changes;
    }

    private static string Columns(ShardOptions options) =>
        string.Join(", ", options.Schema.Fields.Select(field => FormattableString.Invariant($"{field.Name} {field.Type} {field.Column}")));
}
