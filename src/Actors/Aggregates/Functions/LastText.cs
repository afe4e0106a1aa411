using System.Runtime.CompilerServices;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Aggregates.Functions;

/// <summary><c>last</c> of a text: the symbol of the latest reading's text by event time; otherwise as <see cref="Last"/>. Its state holds the text itself.</summary>
public struct LastText : IAccumulator<LastText>
{
    private Last last;

    /// <inheritdoc/>
    public static LastText Empty => new() { last = Last.Empty };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref LastText state, double value, long time) =>
        Last.Add(ref state.last, value, time);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(ref LastText state, in LastText other) =>
        Last.Merge(ref state.last, in other.last);

    /// <inheritdoc/>
    public static double Result(in LastText state, in WindowSpan window, double parameter) =>
        state.last.Value;

    /// <inheritdoc/>
    public static void Snapshot(in LastText state, StateWriter writer)
    {
        writer.Symbol(double.IsNaN(state.last.Value) ? SymbolTable.Missing : (int)state.last.Value);
        writer.Integer(state.last.Time);
    }

    /// <inheritdoc/>
    public static LastText Restore(ref StateReader reader)
    {
        var symbol = reader.Symbol();
        return new() { last = Last.Of(symbol == SymbolTable.Missing ? double.NaN : symbol, reader.Integer()) };
    }
}
