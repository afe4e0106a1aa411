namespace Millrace.Actors.Aggregates;

/// <summary>The aggregate functions by their names in a pipeline file. Immutable.</summary>
public sealed class AggregateFunctions
{
    private readonly Dictionary<string, AggregateFunction> functions;

    private AggregateFunctions(Dictionary<string, AggregateFunction> functions) => this.functions = functions;

    /// <summary>Every name, in alphabetical order.</summary>
    public IEnumerable<string> Names => functions.Keys.Order(StringComparer.Ordinal);

    /// <summary>The functions without any of a developer's own.</summary>
    public static AggregateFunctions None { get; } = new(new Dictionary<string, AggregateFunction>(StringComparer.Ordinal));

    /// <summary>These functions and one more; one of the same name is replaced.</summary>
    public AggregateFunctions With<TAccumulator>(string name, AggregateArguments arguments)
        where TAccumulator : struct, IAccumulator<TAccumulator> =>
        new(new Dictionary<string, AggregateFunction>(functions, StringComparer.Ordinal)
        {
            [name] = new AggregateFunction(name, typeof(TAccumulator), arguments),
        });

    /// <summary>The function of that name, or null.</summary>
    public AggregateFunction? Find(string name) => functions.GetValueOrDefault(name);
}
