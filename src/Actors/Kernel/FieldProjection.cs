using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>The value of one field, as it stands in its column.</summary>
public sealed class FieldProjection(Field field) : Projection(field.Name, field.Type)
{
    /// <inheritdoc/>
    public override void Evaluate(ReadingBatch batch, int from, int to, double[] into)
    {
        if (field.Type != FieldType.Text)
        {
            batch.Numbers[field.Column].AsSpan(from, to - from).CopyTo(into.AsSpan(from));
            return;
        }

        var symbols = batch.Symbols[field.Column];
        for (var row = from; row < to; row++)
            into[row] = symbols[row] == SymbolTable.Missing ? double.NaN : symbols[row];
    }

    /// <inheritdoc/>
    public override double[]? ColumnOf(ReadingBatch batch) => field.Type == FieldType.Text ? null : batch.Numbers[field.Column];
}
