using System.Collections.Immutable;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>The names that an expression may use besides the fields of a reading. Immutable.</summary>
public sealed class ExpressionScope
{
    private ExpressionScope(ImmutableArray<string> steps) => Steps = steps;

    /// <summary>An expression on one reading alone, or on the values of a result.</summary>
    public static ExpressionScope Reading { get; } = new([]);

    /// <summary>The steps of the pattern, in their order of definition, depth first; empty outside of patterns.</summary>
    public ImmutableArray<string> Steps { get; }

    /// <summary>The condition of a step: <c>step.field</c> refers to events taken before.</summary>
    public static ExpressionScope Pattern(params IEnumerable<string> steps) => new([.. steps]);
}
