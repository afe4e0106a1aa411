namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>The text of an expression and where each of its characters stands in a file. Immutable.</summary>
/// <param name="text">The expression.</param>
/// <param name="locate">The place of the character with that index; the length is the place after the last.</param>
public sealed class ExpressionSource(string text, Func<int, SourcePosition> locate)
{
    /// <summary>The expression.</summary>
    public string Text { get; } = text;

    /// <summary>An expression that stands in no file: line 1, from column 1.</summary>
    public static ExpressionSource Of(string text) => new(text, index => new SourcePosition(1, index + 1));

    /// <summary>The place of a character.</summary>
    public SourcePosition At(int index) => locate(Math.Clamp(index, 0, Text.Length));
}
