using System.Text.RegularExpressions;
using Millrace.Graphs.Pipelines.Expressions;

namespace Millrace.Oracles.Expressions;

/// <summary>
/// What an expression means, in the plainest form: a walk over its tree for one reading, with values as objects (double, string, bool) and null for missing.
/// </summary>
/// <param name="valueOf">The value of a field, of a field of a step, or the count of a step.</param>
/// <param name="plantedBug">Makes <c>!=</c> true for a missing field: the error that the comparison with compiled code must find.</param>
public sealed class ExpressionInterpreter(Func<ExpressionNode, object?> valueOf, bool plantedBug = false)
{
    public bool Holds(ExpressionNode node) => Evaluate(node) is true;

    public object? Evaluate(ExpressionNode node)
    {
        switch (node)
        {
            case NumberNode number:
                return number.Value;
            case TextNode text:
                return text.Value;
            case BooleanNode boolean:
                return boolean.Value;
            case NullNode:
                return null;
            case FieldNode or StepFieldNode or StepCountNode:
                return valueOf(node);
            case NotNode not:
                return !Holds(not.Operand);
            case NegateNode negate:
                return Evaluate(negate.Operand) is double operand ? -operand : null;
            case ConditionalNode conditional:
                return Evaluate(Holds(conditional.Condition) ? conditional.Then : conditional.Otherwise);
            case MembershipNode membership:
                return Evaluate(membership.Value) is { } value && membership.Choices.Any(c => value.Equals(Evaluate(c)));
            case CallNode call:
                return Call(call.Function, [.. call.Arguments.Select(Evaluate)]);
            case BinaryNode binary:
                return Binary(binary);
            default:
                throw new InvalidOperationException(node.ToString());
        }
    }

    private object? Binary(BinaryNode binary)
    {
        switch (binary.Operator)
        {
            case BinaryOperator.And:
                return Holds(binary.Left) && Holds(binary.Right);
            case BinaryOperator.Or:
                return Holds(binary.Left) || Holds(binary.Right);
        }

        var (left, right) = (Evaluate(binary.Left), Evaluate(binary.Right));
        if (binary.Left is NullNode || binary.Right is NullNode)
            return (left is null && right is null) == (binary.Operator == BinaryOperator.Equal);
        if (left is null || right is null)
            return binary.Operator >= BinaryOperator.Add ? null : plantedBug && binary.Operator == BinaryOperator.NotEqual;
        if (binary.Operator == BinaryOperator.Equal)
            return left.Equals(right);
        if (binary.Operator == BinaryOperator.NotEqual)
            return !left.Equals(right);
        var (a, b) = ((double)left, (double)right);
        return binary.Operator switch
        {
            BinaryOperator.Less => a < b,
            BinaryOperator.LessOrEqual => a <= b,
            BinaryOperator.Greater => a > b,
            BinaryOperator.GreaterOrEqual => a >= b,
            BinaryOperator.Add => Finite(a + b),
            BinaryOperator.Subtract => Finite(a - b),
            BinaryOperator.Multiply => Finite(a * b),
            BinaryOperator.Divide => Finite(a / b),
            _ => Finite(a % b),
        };
    }

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;

    private static object? Call(ExpressionFunction function, object?[] arguments)
    {
        if (function >= ExpressionFunction.StartsWith && arguments[0] is null)
            return false;
        if (arguments.Contains(null))
            return null;
        return function switch
        {
            ExpressionFunction.Abs => Math.Abs((double)arguments[0]!),
            ExpressionFunction.Min => arguments.Min(a => (double)a!),
            ExpressionFunction.Max => arguments.Max(a => (double)a!),
            ExpressionFunction.Round => Math.Round((double)arguments[0]!, arguments.Length == 1 ? 0 : (int)(double)arguments[1]!, MidpointRounding.AwayFromZero),
            ExpressionFunction.Lower => ((string)arguments[0]!).ToLowerInvariant(),
            ExpressionFunction.Upper => ((string)arguments[0]!).ToUpperInvariant(),
            ExpressionFunction.StartsWith => ((string)arguments[0]!).StartsWith((string)arguments[1]!, StringComparison.Ordinal),
            ExpressionFunction.EndsWith => ((string)arguments[0]!).EndsWith((string)arguments[1]!, StringComparison.Ordinal),
            ExpressionFunction.Contains => ((string)arguments[0]!).Contains((string)arguments[1]!, StringComparison.Ordinal),
            _ => Regex.IsMatch((string)arguments[0]!, (string)arguments[1]!),
        };
    }
}
