using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>first</c> of a text: the symbol of the earliest reading's text by event time; otherwise as <see cref="First"/>. Its state holds the text itself.</summary>
public struct FirstText : IAccumulator<FirstText>
{
    private First first;

    /// <inheritdoc/>
    public static FirstText Empty => new() { first = First.Empty };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref FirstText state, double value, long time) =>
        First.Add(ref state.first, value, time);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref FirstText state, in FirstText other) =>
        First.Merge(ref state.first, in other.first);

    /// <inheritdoc/>
    public static double Result(in FirstText state, in WindowSpan window, double parameter) =>
        state.first.Value;

    /// <inheritdoc/>
    public static void Snapshot(in FirstText state, StateWriter writer)
    {
        writer.Symbol(double.IsNaN(state.first.Value) ? SymbolTable.Missing : (int)state.first.Value);
        writer.Integer(state.first.Time);
    }

    /// <inheritdoc/>
    public static FirstText Restore(ref StateReader reader)
    {
        var symbol = reader.Symbol();
        return new() { first = First.Of(symbol == SymbolTable.Missing ? double.NaN : symbol, reader.Integer()) };
    }
}
