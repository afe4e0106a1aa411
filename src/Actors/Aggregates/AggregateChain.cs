using System.Collections.Immutable;
using System.Reflection;
using Millrace.Actors.Aggregates.Chains;
using Millrace.Actors.Kernel;
using Millrace.Actors.Windows;
using Millrace.Messages;

namespace Millrace.Actors.Aggregates;

/// <summary>Puts the aggregates of a window together into one type.</summary>
public static class AggregateChain
{
    /// <summary>
    /// The chain type for some aggregates: a struct that implements <see cref="IAggregateChain{TSelf}"/> of itself, to be given to generic window code
    /// by <see cref="Type.MakeGenericType"/>. Aggregates of one argument stand together, so that its value is loaded once; those without state
    /// take no room; pairs are nested as a balanced tree, so that many aggregates stay within the depth to which the JIT inlines.
    /// </summary>
    /// <param name="definitions">The values of a result, in order; at least one.</param>
    /// <param name="functions">What their functions' names mean.</param>
    /// <returns>The type; the arguments, each once, that its columns hold in this order; the second arguments, one a definition, NaN where there is none.</returns>
    /// <exception cref="ArgumentException">There is no definition; a function is unknown; or an argument is missing, superfluous or of the wrong type.</exception>
    public static (Type Chain, Projection[] Arguments, double[] Parameters) TypeOf(
        ImmutableArray<AggregateDefinition> definitions, AggregateFunctions functions)
    {
        if (definitions.IsDefaultOrEmpty)
            throw new ArgumentException("A window needs at least one aggregate.", nameof(definitions));

        var arguments = new List<Projection>();
        var byColumn = new List<List<Type>>();
        var withoutArgument = new List<Type>();
        var stateless = new List<Type>();
        for (var position = 0; position < definitions.Length; position++)
        {
            var (accumulator, argument) = Resolve(definitions[position], functions);
            var leaf = new[] { accumulator, TypeIndex.Of(position) };
            if (!HasState(accumulator))
                stateless.Add(typeof(StatelessLeaf<,>).MakeGenericType(leaf));
            else if (argument is null)
                withoutArgument.Add(typeof(ValueLeaf<,>).MakeGenericType(leaf));
            else
                ColumnOf(argument, arguments, byColumn).Add(typeof(ValueLeaf<,>).MakeGenericType(leaf));
        }

        var stateful = byColumn
            .Select((leaves, column) => typeof(ColumnChain<,>).MakeGenericType(TypeIndex.Of(column), Tree(leaves, typeof(ValuePair<,>))))
            .ToList();
        if (withoutArgument.Count > 0)
            stateful.Add(typeof(ReadingChain<>).MakeGenericType(Tree(withoutArgument, typeof(ValuePair<,>))));
        return (Combine(stateful, stateless), [.. arguments], [.. definitions.Select(d => d.Parameter)]);
    }

    private static Type Combine(List<Type> stateful, List<Type> stateless)
    {
        if (stateful.Count == 0)
            return Tree(stateless, typeof(StatelessPair<,>));
        var kept = Tree(stateful, typeof(ChainPair<,>));
        return stateless.Count == 0 ? kept : typeof(BesideStateless<,>).MakeGenericType(kept, Tree(stateless, typeof(StatelessPair<,>)));
    }

    private static (Type Accumulator, Projection? Argument) Resolve(AggregateDefinition definition, AggregateFunctions functions)
    {
        var function = functions.Find(definition.Function)
            ?? throw new ArgumentException($"There is no aggregate function '{definition.Function}'; there are {string.Join(", ", functions.Names)}.");
        var argument = definition.Argument;
        if (function.Arguments == AggregateArguments.None)
        {
            return argument is null
                ? (function.Accumulator, null)
                : throw new ArgumentException($"{function.Name}() takes no argument.");
        }

        if (argument is null)
            throw new ArgumentException($"{function.Name}() needs an argument.");
        if (function.Arguments == AggregateArguments.NumberAndPercentage && definition.Parameter is not (>= 0 and <= 100))
            throw new ArgumentException($"{function.Name}({argument}, p) needs a p from 0 to 100.");
        if (argument.Type != FieldType.Text)
            return (function.Accumulator, argument);
        if (function.Arguments != AggregateArguments.Any)
            throw new ArgumentException($"{function.Name}({argument}) needs a number, not text.");
        return (function.TextAccumulator ?? function.Accumulator, function.HashesText ? new TextHashProjection(argument) : argument);
    }

    private static List<Type> ColumnOf(Projection argument, List<Projection> arguments, List<List<Type>> byColumn)
    {
        var column = arguments.FindIndex(known => known.Text == argument.Text);
        if (column < 0)
        {
            column = arguments.Count;
            arguments.Add(argument);
            byColumn.Add([]);
        }

        return byColumn[column];
    }

    private static bool HasState(Type accumulator) =>
        accumulator.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length > 0;

    private static Type Tree(List<Type> leaves, Type pair) =>
        leaves.Count == 1
            ? leaves[0]
            : pair.MakeGenericType(Tree(leaves[..(leaves.Count / 2)], pair), Tree(leaves[(leaves.Count / 2)..], pair));
}
