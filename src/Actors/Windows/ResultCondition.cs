namespace Millrace.Actors.Windows;

/// <summary>A condition on the values of a window's result. Pure.</summary>
public abstract class ResultCondition(string text)
{
    /// <summary>The condition in a canonical form.</summary>
    public string Text { get; } = text;

    /// <summary>Whether the result is to be emitted.</summary>
    /// <param name="values">The values in the order of the definition: NaN for null, 1 and 0 for booleans, symbols for text.</param>
    public abstract bool Test(ReadOnlySpan<double> values);

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
