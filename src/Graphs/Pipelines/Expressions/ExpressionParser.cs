using System.Collections.Immutable;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>
/// Reads expressions: a Pratt parser whose work is linear in the length of the text and whose recursion is bounded. Pure; never throws on any text.
/// The operators from loose to tight: <c>?:</c>, <c>||</c>, <c>&amp;&amp;</c>, <c>== !=</c>, <c>&lt; &lt;= &gt; &gt;= in</c>, <c>+ -</c>, <c>* / %</c>, <c>! -</c>.
/// </summary>
public sealed class ExpressionParser
{
    /// <summary>The longest expression, in characters: one that is longer was written by no person.</summary>
    public const int MaxLength = 4096;

    /// <summary>The deepest nesting, operators in a row (each is one deeper than the one before it) included: keeps recursion within a small stack.</summary>
    public const int MaxDepth = 400;

    private const string TooDeep = "this expression is nested too deep";
    private static readonly string TooDeepMend = $"at most {MaxDepth} levels: use x in [a, b, …] for many alternatives, or split the condition";

    private readonly Lexer lexer;
    private readonly ExpressionScope scope;
    private readonly int length;
    private Token token;
    private int level;
    private ExpressionError? error;

    private ExpressionParser(string text, ExpressionScope scope)
    {
        lexer = new Lexer(text);
        length = text.Length;
        this.scope = scope;
        Advance();
    }

    /// <summary>The tree of an expression, or null and the first error in it.</summary>
    /// <param name="text">The expression, at most <see cref="MaxLength"/> characters.</param>
    /// <param name="scope">The steps that it may refer to.</param>
    /// <param name="error">What is wrong, or null.</param>
    public static ExpressionNode? Parse(string text, ExpressionScope scope, out ExpressionError? error)
    {
        error = OutOfBounds(text);
        if (error is not null)
            return null;
        var parser = new ExpressionParser(text, scope);
        var node = parser.Expression(0);
        if (node is not null && parser.token.Kind != TokenKind.End)
            node = parser.Unexpected();
        error = parser.error;
        return error is null ? node : null;
    }

    /// <summary>An aggregate: the name of a function that the language itself does not know, and its arguments; null and the first error when it is none.</summary>
    /// <param name="text">Such as <c>percentile(value * 2, 99)</c>.</param>
    /// <param name="error">What is wrong, or null.</param>
    public static AggregateCall? ParseAggregate(string text, out ExpressionError? error)
    {
        error = OutOfBounds(text);
        if (error is not null)
            return null;
        var parser = new ExpressionParser(text, ExpressionScope.Reading);
        var call = parser.Aggregate();
        error = parser.error;
        return error is null ? call : null;
    }

    private static ExpressionError? OutOfBounds(string text)
    {
        if (text.Length > MaxLength)
            return new ExpressionError(MaxLength, $"this expression has {text.Length} characters", $"at most {MaxLength}: split the condition");
        return string.IsNullOrWhiteSpace(text)
            ? new ExpressionError(0, "this expression is empty", "write a condition such as value > 8, or leave the key out")
            : null;
    }

    private void Advance()
    {
        token = lexer.Next();
        if (token.Kind == TokenKind.Wrong)
            error ??= new ExpressionError(token.Position, token.Text, token.Mend);
    }

    private ExpressionNode? Fail(int position, string message, string mend = "")
    {
        error ??= new ExpressionError(position, message, mend);
        return null;
    }

    private ExpressionNode? Unexpected() => token switch
    {
        { Kind: TokenKind.End } => Fail(length, "something is missing at the end", "a value or a name is expected here"),
        { Kind: TokenKind.Name, Text: "and" or "AND" } => Fail(token.Position, "'and' means nothing here", "'and' is &&"),
        { Kind: TokenKind.Name, Text: "or" or "OR" } => Fail(token.Position, "'or' means nothing here", "'or' is ||"),
        { Kind: TokenKind.Name, Text: "not" or "NOT" } => Fail(token.Position, "'not' means nothing here", "'not' is !, as in !(x in ['a', 'b'])"),
        { Kind: TokenKind.Symbol } => Fail(token.Position, $"'{token.Text}' is not expected here"),
        _ => Fail(token.Position, $"{token.Shown} is not expected here", "an operator is missing before it; texts stand in quotes, names with blanks in backquotes"),
    };

    private ExpressionNode? Bounded(ExpressionNode? node) =>
        node is { Depth: > MaxDepth } ? Fail(node.Position, TooDeep, TooDeepMend) : node;

    /// <summary>An expression of operators that bind at least as tight as <paramref name="tightness"/>.</summary>
    private ExpressionNode? Expression(int tightness)
    {
        if (++level > MaxDepth)
            return Fail(token.Position, TooDeep, TooDeepMend);
        var left = Unary();
        while (left is not null && error is null && Tightness(token) is var tight && tight >= tightness && tight >= 0)
            left = Bounded(Operation(left, tight));
        level--;
        return error is null ? left : null;
    }

    private static int Tightness(Token token) => token.Kind switch
    {
        TokenKind.Name => token.Text == "in" ? 5 : -1,
        TokenKind.Symbol => token.Text switch
        {
            "?" => 1,
            "||" => 2,
            "&&" => 3,
            "==" or "!=" => 4,
            "<" or "<=" or ">" or ">=" => 5,
            "+" or "-" => 6,
            "*" or "/" or "%" => 7,
            _ => -1,
        },
        _ => -1,
    };

    private ExpressionNode? Operation(ExpressionNode left, int tight)
    {
        var symbol = token.Text;
        Advance();
        if (symbol == "?")
            return Conditional(left);
        if (symbol == "in")
            return Membership(left);
        return Expression(tight + 1) is { } right ? new BinaryNode(OperatorOf(symbol), left, right) : null;
    }

    private static BinaryOperator OperatorOf(string symbol) => symbol switch
    {
        "||" => BinaryOperator.Or,
        "&&" => BinaryOperator.And,
        "==" => BinaryOperator.Equal,
        "!=" => BinaryOperator.NotEqual,
        "<" => BinaryOperator.Less,
        "<=" => BinaryOperator.LessOrEqual,
        ">" => BinaryOperator.Greater,
        ">=" => BinaryOperator.GreaterOrEqual,
        "+" => BinaryOperator.Add,
        "-" => BinaryOperator.Subtract,
        "*" => BinaryOperator.Multiply,
        "/" => BinaryOperator.Divide,
        _ => BinaryOperator.Remainder,
    };

    private ConditionalNode? Conditional(ExpressionNode condition)
    {
        if (Expression(0) is not { } then || !Expect(":", "the other value of '?' is missing", "write c ? a : b"))
            return null;
        return Expression(1) is { } otherwise ? new ConditionalNode(condition, then, otherwise) : null;
    }

    private ExpressionNode? Membership(ExpressionNode value)
    {
        if (!Expect("[", "'in' is followed by a list", "write x in ['a', 'b']"))
            return null;
        var choices = ImmutableArray.CreateBuilder<ExpressionNode>();
        do
        {
            var at = token.Position;
            if (Unary() is not { } choice)
                return null;
            if (choice is NegateNode { Operand: NumberNode number })
                choice = new NumberNode(at, -number.Value);
            if (choice is not (NumberNode or TextNode or BooleanNode))
                return Fail(at, "the list of 'in' holds constants alone", "write x == a || x == b for anything else");
            choices.Add(choice);
        }
        while (Take(","));
        return Expect("]", "the list of 'in' has no end", "add ]") ? new MembershipNode(value, choices.DrainToImmutable()) : null;
    }

    private ExpressionNode? Unary()
    {
        var start = token.Position;
        if (token.Is("!"))
            return Operand() is { } condition ? Bounded(new NotNode(start, condition)) : null;
        if (token.Is("-"))
            return Operand() is { } number ? Bounded(new NegateNode(start, number)) : null;
        return Primary();
    }

    private ExpressionNode? Operand()
    {
        Advance();
        if (++level > MaxDepth)
            return Fail(token.Position, TooDeep, TooDeepMend);
        var operand = Unary();
        level--;
        return operand;
    }

    private ExpressionNode? Primary()
    {
        var start = token;
        if (error is not null)
            return null;
        if (start.Kind is TokenKind.End or TokenKind.Symbol && !start.Is("("))
            return Unexpected();
        Advance();
        switch (start.Kind)
        {
            case TokenKind.Number:
                return new NumberNode(start.Position, start.Number);
            case TokenKind.Text:
                return new TextNode(start.Position, start.Text);
            case TokenKind.QuotedName:
                return token.Is(".") ? Dotted(start) : new FieldNode(start.Position, start.Text);
            case TokenKind.Symbol:
                return Expression(0) is { } inner && Expect(")", "a parenthesis is not closed", "add )") ? inner : null;
            default:
                return Named(start);
        }
    }

    private ExpressionNode? Named(Token name)
    {
        switch (name.Text)
        {
            case "true" or "false":
                return new BooleanNode(name.Position, name.Text == "true");
            case "null":
                return new NullNode(name.Position);
            case "in" or "and" or "or" or "not" or "AND" or "OR" or "NOT":
                token = name;
                return Unexpected();
        }

        if (token.Is("("))
            return Call(name);
        return token.Is(".") ? Dotted(name) : new FieldNode(name.Position, name.Text);
    }

    private ExpressionNode? Dotted(Token name)
    {
        Advance();
        return Path() is not { } rest ? null
            : scope.Steps.Contains(name.Text) ? new StepFieldNode(name.Position, name.Text, rest, StepSelector.Last)
            : Nested(name, rest);
    }

    /// <summary>The names after a dot.</summary>
    private string? Path()
    {
        var path = "";
        do
        {
            if (token.Kind is not (TokenKind.Name or TokenKind.QuotedName))
            {
                Fail(token.Position, $"a name is expected after '.', not {token.Shown}");
                return null;
            }

            path = path.Length == 0 ? token.Text : path + "." + token.Text;
            Advance();
        }
        while (Take("."));
        return path;
    }

    /// <summary>A nested field, unless its first part looks like a step's name with a slip: a condition on a field that is never there would go unnoticed.</summary>
    private ExpressionNode? Nested(Token first, string rest) =>
        Suggestion.For(first.Text, scope.Steps) is { } near
            ? Fail(first.Position, $"there is no step '{first.Text}'", $"did you mean '{near}'? A nested field of that name stands in backquotes: `{first.Text}.{rest}`")
            : new FieldNode(first.Position, first.Text + "." + rest);

    private ExpressionNode? Call(Token name)
    {
        Advance();
        var first = token;
        if (Arguments() is not { } arguments)
            return null;
        var figure = OverStep(name, first, arguments);
        if (figure is not null || error is not null)
            return figure;
        if (ExpressionFunctions.Find(name.Text) is not { } function)
            return Fail(name.Position, $"there is no function '{name.Text}' here", ExpressionFunctions.Mend(name.Text, scope));
        if (ExpressionFunctions.WrongArguments(function, name.Position, arguments) is not { } wrong)
            return Bounded(new CallNode(name.Position, function, arguments.DrainToImmutable()));
        error = wrong;
        return null;
    }

    /// <summary>What stands between the parentheses, the closing one included.</summary>
    private ImmutableArray<ExpressionNode>.Builder? Arguments()
    {
        var arguments = ImmutableArray.CreateBuilder<ExpressionNode>();
        if (!token.Is(")"))
        {
            do
            {
                if (Expression(0) is not { } argument)
                    return null;
                arguments.Add(argument);
            }
            while (Take(","));
        }

        return Expect(")", "the arguments are not closed", "add )") ? arguments : null;
    }

    private AggregateCall? Aggregate()
    {
        const string mend = "write a function with its arguments, such as avg(value) or count()";
        var name = token;
        if (name.Kind != TokenKind.Name)
        {
            Fail(name.Kind == TokenKind.End ? length : name.Position, "an aggregate is expected here", mend);
            return null;
        }

        Advance();
        if (!Expect("(", $"'{name.Text}' is no aggregate without parentheses", mend) || Arguments() is not { } arguments)
            return null;
        if (token.Kind != TokenKind.End)
            Fail(token.Position, $"{token.Shown} is not expected after the aggregate", "calculate within its argument, as in avg(value * 2), or with results in 'having'");
        return new AggregateCall(name.Position, name.Text, arguments.DrainToImmutable());
    }

    /// <summary>A figure over the events of a step: <c>sum(spike.value)</c>, <c>count(spike)</c>; null when the call is none.</summary>
    private ExpressionNode? OverStep(Token name, Token first, ImmutableArray<ExpressionNode>.Builder arguments)
    {
        if (scope.Steps.IsEmpty || (name.Text != "count" && ExpressionFunctions.Selector(name.Text) is null))
            return null;
        var argument = arguments.Count == 1 ? arguments[0] : null;
        if (name.Text == "count")
        {
            return argument is FieldNode counted && scope.Steps.Contains(counted.Name) ? new StepCountNode(name.Position, counted.Name)
                : argument is FieldNode unknown ? Fail(unknown.Position, $"there is no step '{unknown.Name}'", Suggestion.Mend(unknown.Name, scope.Steps))
                : Fail(first.Position, "count takes the name of a step", "write count(step)");
        }

        if (argument is StepFieldNode reference && scope.Steps.Contains(first.Text))
            return reference with { Position = name.Position, Selector = ExpressionFunctions.Selector(name.Text)!.Value };
        return ExpressionFunctions.Find(name.Text) is null
            ? Fail(first.Kind == TokenKind.End ? length : first.Position, $"{name.Text} takes a field of a step", $"write {name.Text}(step.field) with one of the steps {string.Join(", ", scope.Steps)}")
            : null;
    }

    private bool Take(string symbol)
    {
        if (error is not null || !token.Is(symbol))
            return false;
        Advance();
        return true;
    }

    private bool Expect(string symbol, string message, string mend)
    {
        if (error is not null)
            return false;
        if (Take(symbol))
            return true;
        Fail(token.Kind == TokenKind.End ? length : token.Position, message, mend);
        return false;
    }
}
