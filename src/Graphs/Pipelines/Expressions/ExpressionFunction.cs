namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>The functions of the expression language.</summary>
public enum ExpressionFunction
{
    /// <summary><c>abs(x)</c>.</summary>
    Abs,

    /// <summary><c>min(a, b, …)</c>; missing when one is.</summary>
    Min,

    /// <summary><c>max(a, b, …)</c>; missing when one is.</summary>
    Max,

    /// <summary><c>round(x)</c> or <c>round(x, digits)</c> with 0 to 15 digits: half away from zero.</summary>
    Round,

    /// <summary><c>lower(text)</c>, by the invariant culture.</summary>
    Lower,

    /// <summary><c>upper(text)</c>, by the invariant culture.</summary>
    Upper,

    /// <summary><c>startsWith(text, 'constant')</c>, by code points; false when missing.</summary>
    StartsWith,

    /// <summary><c>endsWith(text, 'constant')</c>, by code points; false when missing.</summary>
    EndsWith,

    /// <summary><c>contains(text, 'constant')</c>, by code points; false when missing.</summary>
    Contains,

    /// <summary><c>matches(text, 'regular expression')</c>: anywhere in the text; false when missing. Time is linear in the text's length.</summary>
    Matches,
}
