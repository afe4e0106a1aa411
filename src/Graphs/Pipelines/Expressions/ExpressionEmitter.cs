using System.Linq.Expressions;
using System.Reflection;
using Millrace.Messages;
using Linq = System.Linq.Expressions.Expression;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>
/// Turns an expression into a tree that the runtime compiles. Whatever is the same for all rows (tests of texts) is held in locals that
/// <see cref="Prologue"/> sets before the loop.
/// </summary>
internal sealed class ExpressionEmitter(Func<string, FieldType> typeOf, SymbolTable symbols, ValueAccess access)
{
    private const int ChoicesWorthATable = 8;
    private static readonly Linq Nan = Linq.Constant(double.NaN);
    private static readonly Linq NoText = Linq.Constant(SymbolTable.Missing);
    private static readonly MethodInfo Absolute = Method(Math.Abs);
    private static readonly MethodInfo Least = typeof(Math).GetMethod(nameof(Math.Min), [typeof(double), typeof(double)])!;
    private static readonly MethodInfo Greatest = typeof(Math).GetMethod(nameof(Math.Max), [typeof(double), typeof(double)])!;
    private static readonly MethodInfo Rounded = typeof(Math).GetMethod(nameof(Math.Round), [typeof(double), typeof(int), typeof(MidpointRounding)])!;

    private readonly List<TextTest> tests = [];
    private readonly List<TextMap> maps = [];
    private SymbolTable? derived;

    public ParameterExpression Tests { get; } = Linq.Parameter(typeof(TextTest[]), "tests");

    public ParameterExpression Maps { get; } = Linq.Parameter(typeof(TextMap[]), "maps");

    public List<ParameterExpression> Locals { get; } = [];

    public List<Linq> Prologue { get; } = [];

    public TextTest[] AllTests => [.. tests];

    public TextMap[] AllMaps => [.. maps];

    /// <summary>A text as a symbol: of the pipeline's table, or of the table of texts computed here.</summary>
    private readonly record struct TextValue(Linq Symbol, bool Derived, bool Missable, string? Constant = null);

    public FieldType TypeOf(ExpressionNode node) => NodeTypes.Of(node, typeOf) ?? FieldType.Number;

    /// <summary>Whether the condition holds; what is missing does not.</summary>
    public Linq Condition(ExpressionNode node)
    {
        switch (node)
        {
            case BooleanNode boolean:
                return Linq.Constant(boolean.Value);
            case NullNode:
                return Linq.Constant(false);
            case NotNode not:
                return Linq.Not(Condition(not.Operand));
            case BinaryNode { Operator: BinaryOperator.And } binary:
                return Linq.AndAlso(Condition(binary.Left), Condition(binary.Right));
            case BinaryNode { Operator: BinaryOperator.Or } binary:
                return Linq.OrElse(Condition(binary.Left), Condition(binary.Right));
            case BinaryNode { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } binary:
                return Equality(binary);
            case BinaryNode binary:
                return Comparison(binary.Operator, Number(binary.Left), Number(binary.Right));
            case ConditionalNode conditional:
                return Linq.Condition(Condition(conditional.Condition), Condition(conditional.Then), Condition(conditional.Otherwise));
            case MembershipNode membership:
                return Membership(membership);
            case CallNode call:
                return Test(call.Arguments[0], TextFunctions.Test(call.Function, ((TextNode)call.Arguments[1]).Value));
            default:
                return Linq.Equal(Number(node), Linq.Constant(1.0));
        }
    }

    /// <summary>A number or boolean as a double, NaN when it is missing.</summary>
    public Linq Number(ExpressionNode node)
    {
        switch (node)
        {
            case NumberNode number:
                return Linq.Constant(number.Value);
            case NullNode:
                return Nan;
            case FieldNode field:
                return access.Number(field.Name);
            case StepFieldNode step:
                return access.Number(step);
            case StepCountNode count:
                return access.Count(count.Step);
            case NegateNode negate:
                return Linq.Negate(Number(negate.Operand));
            case BinaryNode { Operator: >= BinaryOperator.Add } binary:
                return Arithmetic(binary.Operator, Number(binary.Left), Number(binary.Right));
            case ConditionalNode conditional:
                return Linq.Condition(Condition(conditional.Condition), Number(conditional.Then), Number(conditional.Otherwise));
            case CallNode { Function: < ExpressionFunction.Lower } call:
                return Call(call);
            default:
                return Linq.Condition(Condition(node), Linq.Constant(1.0), Linq.Constant(0.0));
        }
    }

    /// <summary>A text as a symbol of the pipeline's table, or null when it is one that is computed.</summary>
    public Linq? Symbol(ExpressionNode node) => Text(node) is { Derived: false } text ? text.Symbol : null;

    private static MethodInfo Method(Func<double, double> function) => function.Method;

    private static BinaryExpression Comparison(BinaryOperator op, Linq left, Linq right) => op switch
    {
        BinaryOperator.Less => Linq.LessThan(left, right),
        BinaryOperator.LessOrEqual => Linq.LessThanOrEqual(left, right),
        BinaryOperator.Greater => Linq.GreaterThan(left, right),
        _ => Linq.GreaterThanOrEqual(left, right),
    };

    /// <summary>r + (r - r) is r for a finite r and NaN for an infinite one, without a branch.</summary>
    private static BlockExpression Arithmetic(BinaryOperator op, Linq left, Linq right)
    {
        var result = Linq.Variable(typeof(double));
        return Linq.Block(
            [result],
            Linq.Assign(result, op switch
            {
                BinaryOperator.Add => Linq.Add(left, right),
                BinaryOperator.Subtract => Linq.Subtract(left, right),
                BinaryOperator.Multiply => Linq.Multiply(left, right),
                BinaryOperator.Divide => Linq.Divide(left, right),
                _ => Linq.Modulo(left, right),
            }),
            Linq.Add(result, Linq.Subtract(result, result)));
    }

    private Linq Call(CallNode call) => call.Function switch
    {
        ExpressionFunction.Abs => Linq.Call(Absolute, Number(call.Arguments[0])),
        ExpressionFunction.Min => call.Arguments.Select(Number).Aggregate((a, b) => Linq.Call(Least, a, b)),
        ExpressionFunction.Max => call.Arguments.Select(Number).Aggregate((a, b) => Linq.Call(Greatest, a, b)),
        _ => Linq.Call(
            Rounded,
            Number(call.Arguments[0]),
            Linq.Constant(call.Arguments.Length == 1 ? 0 : (int)((NumberNode)call.Arguments[1]).Value),
            Linq.Constant(MidpointRounding.AwayFromZero)),
    };

    private Linq Equality(BinaryNode binary)
    {
        var equal = binary.Operator == BinaryOperator.Equal;
        if (binary.Left is NullNode || binary.Right is NullNode)
        {
            var missing = Missing(binary.Left is NullNode ? binary.Right : binary.Left);
            return equal ? missing : Linq.Not(missing);
        }

        if ((NodeTypes.Of(binary.Left, typeOf) ?? NodeTypes.Of(binary.Right, typeOf)) == FieldType.Text)
            return TextEquality(equal, binary.Left, binary.Right);
        var (left, right) = (Number(binary.Left), Number(binary.Right));
        if (equal)
            return Linq.Equal(left, right);
        var (a, b) = (Linq.Variable(typeof(double)), Linq.Variable(typeof(double)));
        return Linq.Block(
            [a, b],
            Linq.Assign(a, left),
            Linq.Assign(b, right),
            Linq.OrElse(Linq.LessThan(a, b), Linq.GreaterThan(a, b))); // unlike !=, false for NaN
    }

    private Linq Missing(ExpressionNode node)
    {
        if (TypeOf(node) == FieldType.Text)
            return Linq.Equal(Text(node).Symbol, NoText);
        var value = Linq.Variable(typeof(double));
        return Linq.Block([value], Linq.Assign(value, Number(node)), Linq.NotEqual(value, value));
    }

    private Linq TextEquality(bool equal, ExpressionNode leftNode, ExpressionNode rightNode)
    {
        var (left, right) = (Text(leftNode), Text(rightNode));
        if (left.Derived || right.Derived)
            (left, right) = (Derive(left), Derive(right));
        if (equal && !(left.Missable && right.Missable))
            return Linq.Equal(left.Symbol, right.Symbol);
        var (a, b) = (Linq.Variable(typeof(int)), Linq.Variable(typeof(int)));
        var there = left.Missable ? Linq.NotEqual(a, NoText) : (Linq)Linq.Constant(true);
        if (right.Missable && !equal)
            there = Linq.AndAlso(there, Linq.NotEqual(b, NoText));
        return Linq.Block(
            [a, b],
            Linq.Assign(a, left.Symbol),
            Linq.Assign(b, right.Symbol),
            Linq.AndAlso(equal ? Linq.Equal(a, b) : Linq.NotEqual(a, b), there));
    }

    private Linq Membership(MembershipNode membership)
    {
        if (membership.Choices[0] is TextNode && membership.Choices.Length > ChoicesWorthATable)
        {
            var texts = membership.Choices.Select(c => ((TextNode)c).Value).ToHashSet(StringComparer.Ordinal);
            return Test(membership.Value, texts.Contains);
        }

        var isText = membership.Choices[0] is TextNode;
        var text = isText ? Text(membership.Value) : default;
        var value = Linq.Variable(isText ? typeof(int) : typeof(double));
        var choices = membership.Choices.Select(choice => choice switch
        {
            TextNode t => Constant(t.Value, text.Derived),
            BooleanNode b => Linq.Constant(b.Value ? 1.0 : 0.0),
            _ => Number(choice),
        }).ToArray();
        return Linq.Block([value], Linq.Assign(value, isText ? text.Symbol : Number(membership.Value)), AnyOf(value, choices));
    }

    /// <summary>A balanced tree, so that a long list is not a deep one.</summary>
    private static BinaryExpression AnyOf(Linq value, ReadOnlySpan<Linq> choices) => choices.Length == 1
        ? Linq.Equal(value, choices[0])
        : Linq.OrElse(AnyOf(value, choices[..(choices.Length / 2)]), AnyOf(value, choices[(choices.Length / 2)..]));

    private TextValue Text(ExpressionNode node)
    {
        switch (node)
        {
            case TextNode text:
                return new TextValue(Constant(text.Value, false), false, false, text.Value);
            case FieldNode field:
                return new TextValue(access.Symbol(field.Name), false, true);
            case StepFieldNode step:
                return new TextValue(access.Symbol(step), false, true);
            case ConditionalNode conditional:
                var (then, otherwise) = (Text(conditional.Then), Text(conditional.Otherwise));
                if (then.Derived || otherwise.Derived)
                    (then, otherwise) = (Derive(then), Derive(otherwise));
                return new TextValue(Linq.Condition(Condition(conditional.Condition), then.Symbol, otherwise.Symbol), then.Derived, true);
            case CallNode call:
                var argument = Text(call.Arguments[0]);
                return Map(argument, text => TextFunctions.Change(call.Function, text));
            default:
                return new TextValue(NoText, false, true);
        }
    }

    private TextValue Derive(TextValue text) =>
        text.Derived ? text
        : text.Constant is { } constant ? new TextValue(Constant(constant, true), true, false, constant)
        : Map(text, same => same);

    private TextValue Map(TextValue text, Func<string, string> function)
    {
        derived ??= new SymbolTable();
        maps.Add(new TextMap(text.Derived ? derived : symbols, derived, function));
        var map = Local(typeof(TextMap), Linq.ArrayIndex(Maps, Linq.Constant(maps.Count - 1)));
        return new TextValue(Linq.Call(map, nameof(TextMap.Of), null, text.Symbol), true, text.Missable);
    }

    private ConstantExpression Constant(string text, bool isDerived) =>
        Linq.Constant((isDerived ? derived ??= new SymbolTable() : symbols).Intern(text));

    private MethodCallExpression Test(ExpressionNode node, Func<string, bool> function)
    {
        var text = Text(node);
        tests.Add(new TextTest(text.Derived ? derived! : symbols, function));
        var test = Local(typeof(TextTest), Linq.ArrayIndex(Tests, Linq.Constant(tests.Count - 1)));
        return Linq.Call(test, nameof(TextTest.Holds), null, text.Symbol);
    }

    public ParameterExpression Local(Type type, Linq value)
    {
        var local = Linq.Variable(type);
        Locals.Add(local);
        Prologue.Add(Linq.Assign(local, value));
        return local;
    }
}
