namespace Millrace.Actors.Aggregates;

/// <summary>An aggregate function as it is known by name.</summary>
/// <param name="Name">The name in a pipeline file.</param>
/// <param name="Accumulator">The struct that implements <see cref="IAccumulator{TSelf}"/>. One without fields keeps nothing: it is only asked for its result.</param>
/// <param name="Arguments">The arguments it takes.</param>
public sealed record AggregateFunction(string Name, Type Accumulator, AggregateArguments Arguments)
{
    /// <summary>The struct that takes its place when the argument is text, such as <see cref="Functions.FirstText"/>; null when the same one does.</summary>
    public Type? TextAccumulator { get; init; }

    /// <summary>Whether text is given as a number that depends on the text alone (<see cref="Kernel.TextHashProjection"/>) instead of as its symbol; default false.</summary>
    public bool HashesText { get; init; }
}
