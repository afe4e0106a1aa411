using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Patterns;

/// <summary>A reading that a pattern has kept: its fields and the record as it came. Immutable; one object however many partial matches hold it.</summary>
public sealed class PatternEvent(EventTime time, long sequence, double[] numbers, int[] symbols, ReadOnlyMemory<byte> json)
{
    /// <summary>Its event time.</summary>
    public EventTime Time { get; } = time;

    /// <summary>Which reading of its key it was for this pattern, from 0, in the order of arrival.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>The record as a JSON object.</summary>
    public ReadOnlyMemory<byte> Json { get; } = json;

    /// <summary>The value of a number column; NaN when missing.</summary>
    public double Number(int column) => numbers[column];

    /// <summary>The symbol of a text column; 0 when missing.</summary>
    public int Symbol(int column) => symbols[column];

    internal void Save(StateWriter writer)
    {
        writer.Integer(Time.Milliseconds);
        writer.Integer(Sequence);
        writer.Blob(Json.Span);
        writer.Count(numbers.Length);
        foreach (var number in numbers)
            writer.Number(number);
        writer.Count(symbols.Length);
        foreach (var symbol in symbols)
            writer.Symbol(symbol);
    }

    internal static PatternEvent Load(ref StateReader reader)
    {
        var time = new EventTime(reader.Integer());
        var sequence = reader.Integer();
        var json = reader.Blob().ToArray();
        var numbers = new double[reader.Count()];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = reader.Number();
        var symbols = new int[reader.Count()];
        for (var i = 0; i < symbols.Length; i++)
            symbols[i] = reader.Symbol();
        return new PatternEvent(time, sequence, numbers, symbols, json);
    }
}
