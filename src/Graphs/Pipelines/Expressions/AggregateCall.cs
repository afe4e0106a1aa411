using System.Collections.Immutable;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>An aggregate as it is written: <c>percentile(value, 99)</c>.</summary>
/// <param name="Position">The index of its first character, from 0.</param>
/// <param name="Function">The name of the function; whether there is such a one is not checked.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record AggregateCall(int Position, string Function, ImmutableArray<ExpressionNode> Arguments);
