using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Windows;

/// <summary>One value of a window's result.</summary>
/// <param name="Name">The name of the value in the result.</param>
/// <param name="Function">The name of the aggregate function, such as <c>avg</c>; see <see cref="Aggregates.AggregateFunctions"/>.</param>
/// <param name="Argument">What is aggregated; null for functions without argument, such as <c>count()</c>.</param>
/// <param name="Parameter">The function's second argument, such as the percentage of <c>percentile</c>; NaN when there is none.</param>
public sealed record AggregateDefinition(string Name, string Function, Projection? Argument = null, double Parameter = double.NaN)
{
    /// <summary>What the value is: the argument's type for <c>first</c> and <c>last</c>, otherwise a number.</summary>
    public FieldType ResultType => Argument is not null && Function is "first" or "last" ? Argument!.Type : FieldType.Number;
}
