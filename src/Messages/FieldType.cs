namespace Millrace.Messages;

/// <summary>What a field of a reading holds.</summary>
public enum FieldType
{
    /// <summary>A finite double; a missing value is NaN in its column.</summary>
    Number,

    /// <summary>A string, coded as a symbol of the <see cref="SymbolTable"/>; a missing value is symbol 0.</summary>
    Text,

    /// <summary>True or false, kept in a number column as 1 and 0; a missing value is NaN.</summary>
    Boolean,
}
