using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>
/// A text as a number that depends on the text alone, the same in every process: 52 bits of its 64-bit FNV-1a hash. For aggregates
/// that only ask whether values are the same; two of a million distinct texts collide with a probability of about 1 in 9,000.
/// </summary>
/// <param name="source">Gives the text, as symbols.</param>
public sealed class TextHashProjection(Projection source) : Projection("hash(" + source.Text + ")", FieldType.Number)
{
    private double[] bySymbol = [double.NaN];
    private int known = 1;

    /// <summary>The hash of a text field.</summary>
    public TextHashProjection(Field field)
        : this(new FieldProjection(field))
    {
    }

    /// <inheritdoc/>
    public override void Evaluate(ReadingBatch batch, int from, int to, double[] into)
    {
        source.Evaluate(batch, from, to, into);
        for (var row = from; row < to; row++)
        {
            if (double.IsNaN(into[row]))
                continue;
            var symbol = (int)into[row];
            if (symbol >= known)
                Learn(batch.SymbolTable, symbol);
            into[row] = bySymbol[symbol];
        }
    }

    private void Learn(SymbolTable table, int symbol)
    {
        if (symbol >= bySymbol.Length)
            Array.Resize(ref bySymbol, Math.Max(symbol + 1, bySymbol.Length * 2));
        for (; known <= symbol; known++)
        {
            var hash = 0xCBF2_9CE4_8422_2325;
            foreach (var octet in table.Utf8(known))
                hash = (hash ^ octet) * 0x100_0000_01B3;
            bySymbol[known] = hash >> 12;
        }
    }
}
