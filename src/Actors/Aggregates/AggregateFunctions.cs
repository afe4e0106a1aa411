using Millrace.Actors.Aggregates.Functions;

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

    /// <summary>
    /// The functions of every pipeline: <c>count sum avg min max stddev variance first last range percentile distinct rate</c>. A missing value
    /// (NaN) is ignored by all of them; without any value the result is null, but that of <c>count</c>, <c>distinct</c> and <c>rate</c>.
    /// </summary>
    public static AggregateFunctions BuiltIn { get; } = None
        .With<Count>("count", AggregateArguments.None)
        .With<Sum>("sum", AggregateArguments.Number)
        .With<Average>("avg", AggregateArguments.Number)
        .With<Minimum>("min", AggregateArguments.Number)
        .With<Maximum>("max", AggregateArguments.Number)
        .With<StandardDeviation>("stddev", AggregateArguments.Number)
        .With<Variance>("variance", AggregateArguments.Number)
        .With<First>("first", AggregateArguments.Any, typeof(FirstText))
        .With<Last>("last", AggregateArguments.Any, typeof(LastText))
        .With<ValueRange>("range", AggregateArguments.Number)
        .With<Percentile>("percentile", AggregateArguments.NumberAndPercentage)
        .With<Distinct>("distinct", AggregateArguments.Any, hashesText: true)
        .With<Rate>("rate", AggregateArguments.None);

    /// <summary>These functions and one more; one of the same name is replaced.</summary>
    /// <param name="name">The name in a pipeline file.</param>
    /// <param name="arguments">The arguments it takes.</param>
    /// <param name="textAccumulator">What takes its place when the argument is text, see <see cref="AggregateFunction.TextAccumulator"/>.</param>
    /// <param name="hashesText">See <see cref="AggregateFunction.HashesText"/>.</param>
    public AggregateFunctions With<TAccumulator>(
        string name, AggregateArguments arguments, Type? textAccumulator = null, bool hashesText = false)
        where TAccumulator : struct, IAccumulator<TAccumulator> =>
        new(new Dictionary<string, AggregateFunction>(functions, StringComparer.Ordinal)
        {
            [name] = new AggregateFunction(name, typeof(TAccumulator), arguments) { TextAccumulator = textAccumulator, HashesText = hashesText },
        });

    /// <summary>The function of that name, or null.</summary>
    public AggregateFunction? Find(string name) => functions.GetValueOrDefault(name);
}
