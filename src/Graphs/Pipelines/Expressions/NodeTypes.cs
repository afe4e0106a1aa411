using Millrace.Messages;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>The type of a node, given those of the fields.</summary>
internal static class NodeTypes
{
    /// <summary>The type of the value; null of one that is always missing.</summary>
    public static FieldType? Of(ExpressionNode node, Func<string, FieldType> typeOf) => node switch
    {
        NullNode => null,
        FieldNode field => typeOf(field.Name),
        StepFieldNode { Selector: StepSelector.First or StepSelector.Last } step => typeOf(step.Field),
        TextNode => FieldType.Text,
        ConditionalNode conditional => Of(conditional.Then, typeOf) ?? Of(conditional.Otherwise, typeOf),
        CallNode { Function: ExpressionFunction.Lower or ExpressionFunction.Upper } => FieldType.Text,
        BooleanNode or NotNode or MembershipNode or BinaryNode { Operator: < BinaryOperator.Add } or CallNode { Function: > ExpressionFunction.Upper } => FieldType.Boolean,
        _ => FieldType.Number,
    };

    /// <summary>Whether the value may be a text that is computed, which has no symbol that others could understand.</summary>
    public static bool IsComputedText(ExpressionNode node) => node switch
    {
        CallNode { Function: ExpressionFunction.Lower or ExpressionFunction.Upper } => true,
        ConditionalNode conditional => IsComputedText(conditional.Then) || IsComputedText(conditional.Otherwise),
        _ => false,
    };
}
