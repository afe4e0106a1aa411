namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>The operators with two operands.</summary>
public enum BinaryOperator
{
    /// <summary><c>||</c>; the right side is asked only when the left is false.</summary>
    Or,

    /// <summary><c>&amp;&amp;</c>; the right side is asked only when the left is true.</summary>
    And,

    /// <summary><c>==</c>; false when a side is missing, but <c>x == null</c> asks whether x is missing.</summary>
    Equal,

    /// <summary><c>!=</c>; false when a side is missing, but <c>x != null</c> asks whether x is there.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>, on numbers.</summary>
    Less,

    /// <summary><c>&lt;=</c>, on numbers.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>, on numbers.</summary>
    Greater,

    /// <summary><c>&gt;=</c>, on numbers.</summary>
    GreaterOrEqual,

    /// <summary><c>+</c>, on numbers; missing when a side is, or when the result is not finite.</summary>
    Add,

    /// <summary><c>-</c>, on numbers; missing when a side is, or when the result is not finite.</summary>
    Subtract,

    /// <summary><c>*</c>, on numbers; missing when a side is, or when the result is not finite.</summary>
    Multiply,

    /// <summary><c>/</c>, on numbers; missing when a side is, or when the result is not finite (a division by zero).</summary>
    Divide,

    /// <summary><c>%</c>: the remainder with the sign of the left side, as in C#; missing when a side is, or when the right is zero.</summary>
    Remainder,
}
