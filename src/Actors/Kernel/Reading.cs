using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>One reading as an actor sees it: a view into the batch, valid during the call. Copy what you keep.</summary>
public readonly ref struct Reading
{
    private readonly ReadingRun run;
    private readonly int row;

    internal Reading(ReadingRun run, int row)
    {
        this.run = run;
        this.row = row;
    }

    /// <summary>Its event time.</summary>
    public EventTime Time => new(run.Batch.Times[row]);

    /// <summary>The partition it came from.</summary>
    public int Partition => run.Batch.Partition;

    /// <summary>Its offset in the partition; in a file its line, from 1.</summary>
    public long Offset => run.Batch.Offsets[row];

    /// <summary>The value of a number field; NaN when missing.</summary>
    public double Number(Field field) => run.Batch.Numbers[field.Column][row];

    /// <summary>The value of a text field as a symbol; 0 when missing. Symbols of one shard can be compared with each other.</summary>
    public int Symbol(Field field) => run.Batch.Symbols[field.Column][row];

    /// <summary>The value of a text field; null when missing. Allocates: use <see cref="Symbol"/> where it matters.</summary>
    public string? Text(Field field) => run.Batch.SymbolTable.Text(Symbol(field));

    /// <summary>The value of a boolean field; null when missing.</summary>
    public bool? Boolean(Field field) => Number(field) is var value && double.IsNaN(value) ? null : value != 0;

    /// <summary>The record as a JSON object in memory of its own.</summary>
    public byte[] ToJson() => run.Batch.JsonOf(row);
}
