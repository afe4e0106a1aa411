using System.Globalization;
using System.Text;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>Writes an expression in its canonical form: one blank around operators, only the parentheses that are needed, texts in single quotes. Parsing it gives the same tree
/// (in backquotes, if it is a nested field whose first part is also the name of a step: <c>spike.value</c> printed is a field, <c>last(spike.value)</c> the step's).</summary>
public static class ExpressionPrinter
{
    private const int Unary = 8;

    /// <summary>The canonical form.</summary>
    public static string Print(ExpressionNode node)
    {
        var text = new StringBuilder();
        Write(node, 0, text);
        return text.ToString();
    }

    internal static string Symbol(BinaryOperator binary) => binary switch
    {
        BinaryOperator.Or => "||",
        BinaryOperator.And => "&&",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        _ => "%",
    };

    internal static string Name(string name) =>
        name.Split('.').All(Lexer.IsWord) && name is not ("true" or "false" or "null" or "in" or "and" or "or" or "not" or "AND" or "OR" or "NOT") ? name : $"`{name}`";

    private static int Tightness(ExpressionNode node) => node switch
    {
        ConditionalNode => 1,
        BinaryNode { Operator: BinaryOperator.Or } => 2,
        BinaryNode { Operator: BinaryOperator.And } => 3,
        BinaryNode { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } => 4,
        BinaryNode { Operator: < BinaryOperator.Add } or MembershipNode => 5,
        BinaryNode { Operator: BinaryOperator.Add or BinaryOperator.Subtract } => 6,
        BinaryNode => 7,
        NotNode or NegateNode or NumberNode { Value: < 0 } => Unary,
        _ => 9,
    };

    private static void Write(ExpressionNode node, int least, StringBuilder text)
    {
        var tight = Tightness(node);
        if (tight < least)
            text.Append('(');
        switch (node)
        {
            case NumberNode number:
                text.Append(number.Value.ToString("R", CultureInfo.InvariantCulture));
                break;
            case TextNode constant:
                Quote(constant.Value, text);
                break;
            case BooleanNode boolean:
                text.Append(boolean.Value ? "true" : "false");
                break;
            case NullNode:
                text.Append("null");
                break;
            case FieldNode field:
                text.Append(Name(field.Name));
                break;
            case StepFieldNode step:
                WriteStep(step, text);
                break;
            case StepCountNode count:
                text.Append("count(").Append(Name(count.Step)).Append(')');
                break;
            case NotNode not:
                text.Append('!');
                Write(not.Operand, Unary, text);
                break;
            case NegateNode negate:
                text.Append('-');
                Write(negate.Operand, Unary, text);
                break;
            case BinaryNode binary:
                Write(binary.Left, tight, text);
                text.Append(' ').Append(Symbol(binary.Operator)).Append(' ');
                Write(binary.Right, tight + 1, text);
                break;
            case ConditionalNode conditional:
                Write(conditional.Condition, tight + 1, text);
                text.Append(" ? ");
                Write(conditional.Then, 0, text);
                text.Append(" : ");
                Write(conditional.Otherwise, tight, text);
                break;
            case MembershipNode membership:
                Write(membership.Value, tight, text);
                text.Append(" in [");
                WriteAll(membership.Choices, text);
                text.Append(']');
                break;
            case CallNode call:
                text.Append(ExpressionFunctions.NameOf(call.Function)).Append('(');
                WriteAll(call.Arguments, text);
                text.Append(')');
                break;
        }

        if (tight < least)
            text.Append(')');
    }

    private static void WriteStep(StepFieldNode step, StringBuilder text)
    {
        text.Append(ExpressionFunctions.NameOf(step.Selector)).Append('(').Append(Name(step.Step)).Append('.')
            .AppendJoin('.', step.Field.Split('.').Select(Name)).Append(')');
    }

    private static void WriteAll(IEnumerable<ExpressionNode> nodes, StringBuilder text)
    {
        var separator = "";
        foreach (var node in nodes)
        {
            text.Append(separator);
            Write(node, 0, text);
            separator = ", ";
        }
    }

    private static void Quote(string value, StringBuilder text)
    {
        text.Append('\'');
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '\'' => text.Append(@"\'"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                _ => text.Append(c),
            };
        }

        text.Append('\'');
    }
}
