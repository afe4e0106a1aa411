using Millrace.Messages;

namespace Millrace.Actors.Descriptions;

/// <summary>A value with its name, text as text: it means the same on every thread and beside every symbol table.</summary>
public sealed record DescribedValue
{
    private DescribedValue(string name, FieldType type, double number, string? text) => (Name, Type, Number, Text) = (name, type, number, text);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public FieldType Type { get; }

    /// <summary>A number, or 1 and 0 for a boolean; NaN for null and for text.</summary>
    public double Number { get; }

    /// <summary>A text; null for null, and for all that is not text.</summary>
    public string? Text { get; }

    /// <summary>A number; NaN for null.</summary>
    public static DescribedValue Of(string name, double number) => new(name, FieldType.Number, number, null);

    /// <summary>True or false; null for null.</summary>
    public static DescribedValue Of(string name, bool? flag) => new(name, FieldType.Boolean, flag is { } known ? (known ? 1 : 0) : double.NaN, null);

    /// <summary>A text; null for null.</summary>
    public static DescribedValue Of(string name, string? text) => new(name, FieldType.Text, double.NaN, text);

    /// <summary>A value as it stands in an output: a number, 1 or 0, or the symbol of a text; NaN for null.</summary>
    internal static DescribedValue Of(string name, FieldType type, double value, SymbolTable symbols) =>
        type == FieldType.Text
            ? new(name, type, double.NaN, double.IsNaN(value) ? null : symbols.Text((int)value))
            : new(name, type, value, null);
}
