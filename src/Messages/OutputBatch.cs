namespace Millrace.Messages;

/// <summary>Output records in the order in which they were emitted, with the values of windows beside them. Cleared and filled again.</summary>
public sealed class OutputBatch
{
    private Output[] items = new Output[64];
    private double[] values = new double[256];

    /// <summary>How many outputs there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many values there are.</summary>
    public int ValueCount { get; private set; }

    /// <summary>The outputs.</summary>
    public ReadOnlySpan<Output> Items => items.AsSpan(0, Count);

    /// <summary>The values that <see cref="Output.FirstValue"/> points into: numbers, 1 and 0 for booleans, symbols for text; NaN is null.</summary>
    public ReadOnlySpan<double> Values => values.AsSpan(0, ValueCount);

    /// <summary>Adds an output; the reference is valid until the next is added.</summary>
    public ref Output Add()
    {
        if (Count == items.Length)
            Array.Resize(ref items, Count * 2);
        ref var item = ref items[Count++];
        item = default;
        item.FirstValue = ValueCount;
        return ref item;
    }

    /// <summary>Makes room for values that belong to the output added last; valid until the next call.</summary>
    public Span<double> AddValues(int count)
    {
        if (ValueCount + count > values.Length)
            Array.Resize(ref values, Math.Max(values.Length * 2, ValueCount + count));
        ValueCount += count;
        return values.AsSpan(ValueCount - count, count);
    }

    /// <summary>Takes back everything added since the batch held that many outputs and values. Memory is kept, and what it refers to until it is used again.</summary>
    public void Truncate(int count, int valueCount)
    {
        Count = count;
        ValueCount = valueCount;
    }

    /// <summary>Makes the batch empty.</summary>
    public void Clear() => Truncate(0, 0);
}
