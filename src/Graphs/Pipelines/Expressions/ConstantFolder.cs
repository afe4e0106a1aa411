using System.Collections.Immutable;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>Computes what does not depend on a reading, so that conditions that are the same have the same canonical form. Never changes the value.</summary>
internal static class ConstantFolder
{
    public static ExpressionNode Fold(ExpressionNode node)
    {
        switch (node)
        {
            case NegateNode negate:
                return Fold(negate.Operand) is var number && number is NumberNode { Value: var value } ? Number(node, -value) : new NegateNode(node.Position, number);
            case NotNode not:
                return Fold(not.Operand) switch
                {
                    BooleanNode boolean => new BooleanNode(node.Position, !boolean.Value),
                    var operand => new NotNode(node.Position, operand),
                };
            case BinaryNode binary:
                return FoldBinary(binary.Operator, Fold(binary.Left), Fold(binary.Right));
            case ConditionalNode conditional:
                var condition = Fold(conditional.Condition);
                var (then, otherwise) = (Fold(conditional.Then), Fold(conditional.Otherwise));
                var chosen = condition is BooleanNode { Value: var holds } ? (holds ? then : otherwise) : null;
                return chosen is not (null or NullNode) ? chosen : new ConditionalNode(condition, then, otherwise); // a bare null would change the meaning of ==
            case MembershipNode membership:
                return FoldMembership(Fold(membership.Value), membership.Choices);
            case CallNode call:
                return FoldCall(call with { Arguments = [.. call.Arguments.Select(Fold)] });
            default:
                return node;
        }
    }

    private static NumberNode Number(ExpressionNode at, double value) => new NumberNode(at.Position, value + 0.0); // no negative zero

    private static ExpressionNode FoldBinary(BinaryOperator op, ExpressionNode left, ExpressionNode right)
    {
        var whole = new BinaryNode(op, left, right);
        switch (left, right)
        {
            case (NumberNode { Value: var a }, NumberNode { Value: var b }):
                if (op < BinaryOperator.Add)
                    return new BooleanNode(left.Position, Compare(op, a, b));
                var result = op switch
                {
                    BinaryOperator.Add => a + b,
                    BinaryOperator.Subtract => a - b,
                    BinaryOperator.Multiply => a * b,
                    BinaryOperator.Divide => a / b,
                    _ => a % b,
                };
                return double.IsFinite(result) ? Number(left, result) : whole;
            case (TextNode { Value: var a }, TextNode { Value: var b }):
                return new BooleanNode(left.Position, a == b == (op == BinaryOperator.Equal));
            case (BooleanNode { Value: var a }, _) when op == BinaryOperator.And:
                return a && IsCondition(right) ? right : a ? whole : left;
            case (BooleanNode { Value: var a }, _) when op == BinaryOperator.Or:
                return a ? left : IsCondition(right) ? right : whole;
            case (_, BooleanNode { Value: var b }) when op == BinaryOperator.And:
                return b && IsCondition(left) ? left : b ? whole : new BooleanNode(left.Position, false);
            case (_, BooleanNode { Value: var b }) when op == BinaryOperator.Or:
                return b ? new BooleanNode(left.Position, true) : IsCondition(left) ? left : whole;
            case (BooleanNode { Value: var a }, BooleanNode { Value: var b }):
                return new BooleanNode(left.Position, a == b == (op == BinaryOperator.Equal));
            default:
                return whole;
        }
    }

    /// <summary>Whether it is true or false and never missing, so that it may stand for <c>true &amp;&amp; it</c>.</summary>
    private static bool IsCondition(ExpressionNode node) =>
        node is BooleanNode or NotNode or MembershipNode or BinaryNode { Operator: < BinaryOperator.Add } or CallNode;

    private static bool Compare(BinaryOperator op, double a, double b) => op switch
    {
        BinaryOperator.Equal => a == b,
        BinaryOperator.NotEqual => a != b,
        BinaryOperator.Less => a < b,
        BinaryOperator.LessOrEqual => a <= b,
        BinaryOperator.Greater => a > b,
        _ => a >= b,
    };

    private static ExpressionNode FoldMembership(ExpressionNode value, ImmutableArray<ExpressionNode> choices) => value switch
    {
        NumberNode number => new BooleanNode(value.Position, choices.Any(c => c is NumberNode n && n.Value == number.Value)),
        TextNode text => new BooleanNode(value.Position, choices.Any(c => c is TextNode t && t.Value == text.Value)),
        BooleanNode boolean => new BooleanNode(value.Position, choices.Any(c => c is BooleanNode b && b.Value == boolean.Value)),
        _ => new MembershipNode(value, choices),
    };

    private static ExpressionNode FoldCall(CallNode call)
    {
        if (call.Arguments[0] is TextNode { Value: var text })
        {
            return call.Function is ExpressionFunction.Lower or ExpressionFunction.Upper
                ? new TextNode(call.Position, TextFunctions.Change(call.Function, text))
                : new BooleanNode(call.Position, TextFunctions.Test(call.Function, ((TextNode)call.Arguments[1]).Value)(text));
        }

        if (!call.Arguments.All(a => a is NumberNode))
            return call;
        var numbers = call.Arguments.Select(a => ((NumberNode)a).Value).ToArray();
        return Number(call, call.Function switch
        {
            ExpressionFunction.Abs => Math.Abs(numbers[0]),
            ExpressionFunction.Min => numbers.Min(),
            ExpressionFunction.Max => numbers.Max(),
            _ => Math.Round(numbers[0], numbers.Length == 1 ? 0 : (int)numbers[1], MidpointRounding.AwayFromZero),
        });
    }
}
