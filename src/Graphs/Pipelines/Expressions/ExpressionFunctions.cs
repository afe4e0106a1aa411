using System.Collections.Immutable;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>The functions by name, and what arguments they take.</summary>
internal static class ExpressionFunctions
{
    /// <summary>The greatest product of all repetition counts in a regular expression: they multiply the size of its automaton.</summary>
    private const int MostRepetitions = 1000;

    private static readonly ImmutableArray<string> Names =
        ["abs", "min", "max", "round", "lower", "upper", "startsWith", "endsWith", "contains", "matches"];

    private static readonly ImmutableArray<string> StepNames = ["first", "last", "sum", "avg", "min", "max", "count"];

    public static ExpressionFunction? Find(string name)
    {
        var index = Names.IndexOf(name);
        return index < 0 ? null : (ExpressionFunction)index;
    }

    public static string NameOf(ExpressionFunction function) => Names[(int)function];

    public static string NameOf(StepSelector selector) => selector switch
    {
        StepSelector.First => "first",
        StepSelector.Sum => "sum",
        StepSelector.Average => "avg",
        StepSelector.Min => "min",
        StepSelector.Max => "max",
        _ => "last",
    };

    public static StepSelector? Selector(string name) => name switch
    {
        "first" => StepSelector.First,
        "last" => StepSelector.Last,
        "sum" => StepSelector.Sum,
        "avg" => StepSelector.Average,
        "min" => StepSelector.Min,
        "max" => StepSelector.Max,
        _ => null,
    };

    public static string Mend(string name, ExpressionScope scope)
    {
        IEnumerable<string> known = scope.Steps.IsEmpty ? Names : Names.Union(StepNames);
        return Suggestion.For(name, known) is null && StepNames.Contains(name)
            ? $"{name} stands in the steps of a pattern, as {name}(step.field), or in 'aggregate' of a window"
            : Suggestion.Mend(name, [.. known]);
    }

    /// <summary>Why the arguments do not fit, as far as their number and the constants go; null when they do.</summary>
    public static ExpressionError? WrongArguments(ExpressionFunction function, int position, ImmutableArray<ExpressionNode>.Builder arguments)
    {
        var name = NameOf(function);
        var (least, most, example) = function switch
        {
            ExpressionFunction.Min or ExpressionFunction.Max => (2, int.MaxValue, $"{name}(a, b)"),
            ExpressionFunction.Round => (1, 2, "round(x) or round(x, 2)"),
            ExpressionFunction.Abs or ExpressionFunction.Lower or ExpressionFunction.Upper => (1, 1, $"{name}(x)"),
            _ => (2, 2, $"{name}(x, 'text')"),
        };
        if (arguments.Count < least || arguments.Count > most)
            return new ExpressionError(position, $"{name} does not take {arguments.Count} argument{(arguments.Count == 1 ? "" : "s")}", $"write {example}");
        if (function == ExpressionFunction.Round && arguments.Count == 2
            && !(arguments[1] is NumberNode { Value: >= 0 and <= 15 } digits && digits.Value % 1 == 0))
            return new ExpressionError(arguments[1].Position, "the digits of round are a whole number from 0 to 15", "write round(x, 2)");
        if (function < ExpressionFunction.StartsWith)
            return null;
        if (arguments[1] is not TextNode text)
            return new ExpressionError(arguments[1].Position, $"the second argument of {name} is a text in quotes", $"write {example}");
        return function == ExpressionFunction.Matches ? WrongRegex(text) : null;
    }

    private static ExpressionError? WrongRegex(TextNode text)
    {
        if (Repetitions(text.Value) > MostRepetitions)
            return new ExpressionError(text.Position, "the repetition counts of this regular expression are too large", $"their product may be at most {MostRepetitions}; + and * have no limit");
        return TextFunctions.TryCompile(text.Value, out var reason) is null
            ? new ExpressionError(text.Position, $"this is no regular expression: {reason}", "backreferences and look-arounds are not known; \\ stands before a character that is meant as such")
            : null;
    }

    /// <summary>The product of the greater counts of all {n,m}, whether they are nested or not: an upper bound on what nesting does.</summary>
    private static long Repetitions(string pattern)
    {
        long product = 1;
        for (var i = pattern.IndexOf('{', StringComparison.Ordinal); i >= 0 && product <= MostRepetitions; i = pattern.IndexOf('{', i + 1))
        {
            long count = 0, greatest = 1;
            for (var j = i + 1; j < pattern.Length && (char.IsAsciiDigit(pattern[j]) || pattern[j] == ','); j++)
            {
                count = pattern[j] == ',' ? 0 : Math.Min((count * 10) + pattern[j] - '0', MostRepetitions + 1);
                greatest = Math.Max(greatest, count);
            }

            product *= greatest;
        }

        return product;
    }
}
