using System.Collections.Immutable;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>Finds what an expression says of the steps of a pattern.</summary>
internal static class StepReferences
{
    /// <summary>Every reference to a step, from left to right, with the step's name.</summary>
    public static IEnumerable<(ExpressionNode Node, string Step)> In(ExpressionNode node)
    {
        var found = ImmutableArray.CreateBuilder<(ExpressionNode, string)>();
        Collect(node, found);
        return found;
    }

    private static void Collect(ExpressionNode node, ImmutableArray<(ExpressionNode, string)>.Builder found)
    {
        switch (node)
        {
            case StepFieldNode field:
                found.Add((node, field.Step));
                break;
            case StepCountNode count:
                found.Add((node, count.Step));
                break;
            case NotNode not:
                Collect(not.Operand, found);
                break;
            case NegateNode negate:
                Collect(negate.Operand, found);
                break;
            case BinaryNode binary:
                Collect(binary.Left, found);
                Collect(binary.Right, found);
                break;
            case ConditionalNode conditional:
                Collect(conditional.Condition, found);
                Collect(conditional.Then, found);
                Collect(conditional.Otherwise, found);
                break;
            case MembershipNode membership:
                Collect(membership.Value, found);
                break;
            case CallNode call:
                foreach (var argument in call.Arguments)
                    Collect(argument, found);
                break;
        }
    }
}
