using System.Globalization;
using Millrace.Actors.Patterns;
using Millrace.Messages;

namespace Millrace.Tests.Patterns;

/// <summary>
/// The few expressions that the facts use, interpreted: a second reading of the expression language, so that the facts check the oracle without the compiler.
/// Values are double, string or bool.
/// </summary>
internal sealed class FactExpression : MatchCondition
{
    private delegate object Node(PatternEvent current, ITakenEvents taken);

    private readonly Node root;
    private readonly SymbolTable symbols;
    private readonly IReadOnlyList<string> steps;
    private readonly string[] tokens;
    private int at;

    public FactExpression(string text, SymbolTable symbols, IReadOnlyList<string> steps)
        : base(text)
    {
        this.symbols = symbols;
        this.steps = steps;
        tokens = [.. Tokens(text), ""];
        root = Or();
        Assert.Equal("", tokens[at]);
    }

    public override bool Test(PatternEvent current, ITakenEvents taken) => (bool)root(current, taken);

    private static IEnumerable<string> Tokens(string text) =>
        System.Text.RegularExpressions.Regex.Matches(text, @"'[^']*'|[A-Za-z_][\w-]*|\d+(\.\d+)?|&&|\|\||[=<>!]=|[<>()+.,%-]").Select(m => m.Value);

    private bool Accept(string token)
    {
        if (tokens[at] != token)
            return false;
        at++;
        return true;
    }

    private void Expect(string token) => Assert.True(Accept(token), $"{Text}: {token} expected at {tokens[at]}");

    private Node Or()
    {
        var left = And();
        while (Accept("||"))
        {
            var (l, r) = (left, And());
            left = (c, t) => (bool)l(c, t) || (bool)r(c, t);
        }

        return left;
    }

    private Node And()
    {
        var left = Comparison();
        while (Accept("&&"))
        {
            var (l, r) = (left, Comparison());
            left = (c, t) => (bool)l(c, t) && (bool)r(c, t);
        }

        return left;
    }

    private Node Comparison()
    {
        var left = Sum();
        var sign = tokens[at];
        if (sign is not ("==" or "!=" or "<" or "<=" or ">" or ">="))
            return left;
        at++;
        var right = Sum();
        return (c, t) =>
        {
            var (l, r) = (left(c, t), right(c, t));
            if (l is string || r is string)
                return sign == "==" ? Equals(l, r) : !Equals(l, r);
            var (x, y) = ((double)l, (double)r);
            return sign switch
            {
                "==" => x == y,
                "!=" => x != y,
                "<" => x < y,
                "<=" => x <= y,
                ">" => x > y,
                _ => x >= y,
            };
        };
    }

    private Node Sum()
    {
        var left = Primary();
        while (tokens[at] is "+" or "-")
        {
            var sign = tokens[at++] == "+" ? 1 : -1;
            var (l, r) = (left, Primary());
            left = (c, t) => (double)l(c, t) + (sign * (double)r(c, t));
        }

        return left;
    }

    private Node Primary()
    {
        var token = tokens[at++];
        if (token == "(")
        {
            var inner = Or();
            Expect(")");
            return inner;
        }

        if (token[0] == '\'')
            return (_, _) => token[1..^1];
        if (char.IsDigit(token[0]))
        {
            var value = double.Parse(token, CultureInfo.InvariantCulture);
            return (_, _) => value;
        }

        if (token is "true" or "false")
            return (_, _) => token == "true";
        if (Accept("("))
            return Call(token);
        if (Accept("."))
        {
            var (step, field) = (StepNumber(token), tokens[at++]);
            return (_, t) => t.Last(step) is { } last ? FieldOf(last, field) : double.NaN;
        }

        return (c, _) => FieldOf(c, token);
    }

    private Node Call(string function)
    {
        if (function is "startsWith" or "contains")
        {
            var left = Primary();
            Expect(",");
            var right = Primary();
            Expect(")");
            return (c, t) => left(c, t) is string l && right(c, t) is string r
                && (function == "contains" ? l.Contains(r, StringComparison.Ordinal) : l.StartsWith(r, StringComparison.Ordinal));
        }

        var step = StepNumber(tokens[at++]);
        var field = Accept(".") ? tokens[at++] : "";
        Expect(")");
        var column = field == "volume" ? 1 : 0;
        return function switch
        {
            "count" => (_, t) => (double)t.Count(step),
            "sum" => (_, t) => t.Count(step) == 0 ? 0.0 : t.Sum(step, column),
            "avg" => (_, t) => t.Average(step, column),
            "min" => (_, t) => t.Min(step, column),
            "max" => (_, t) => t.Max(step, column),
            "first" => (_, t) => t.First(step) is { } e ? FieldOf(e, field) : double.NaN,
            "last" => (_, t) => t.Last(step) is { } e ? FieldOf(e, field) : double.NaN,
            _ => throw new InvalidOperationException($"{Text}: {function}"),
        };
    }

    private int StepNumber(string name)
    {
        var number = steps.ToList().IndexOf(name);
        Assert.True(number >= 0, $"{Text}: no step {name}");
        return number;
    }

    private object FieldOf(PatternEvent e, string field) => field switch
    {
        "name" => symbols.Text(e.Symbol(0)) ?? "",
        "price" => e.Number(0),
        "volume" => e.Number(1),
        _ => throw new InvalidOperationException($"{Text}: {field}"),
    };
}
