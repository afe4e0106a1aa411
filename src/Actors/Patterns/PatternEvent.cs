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
}
