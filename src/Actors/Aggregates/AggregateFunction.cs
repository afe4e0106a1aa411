namespace Millrace.Actors.Aggregates;

/// <summary>An aggregate function as it is known by name.</summary>
/// <param name="Name">The name in a pipeline file.</param>
/// <param name="Accumulator">The struct that implements <see cref="IAccumulator{TSelf}"/>.</param>
/// <param name="Arguments">The arguments it takes.</param>
public sealed record AggregateFunction(string Name, Type Accumulator, AggregateArguments Arguments);
