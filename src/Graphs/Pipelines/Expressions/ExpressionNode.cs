using System.Collections.Immutable;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>
/// An expression as a tree. A closed family of immutable records, all in this file. What the fields hold is not in the tree:
/// <see cref="FieldTypes"/> infers it over the whole pipeline, and with it the type of every node follows.
/// </summary>
/// <param name="Position">The index of its first character in the text, from 0.</param>
/// <param name="Depth">The nodes on the longest way down, itself included; at most <see cref="ExpressionParser.MaxDepth"/>.</param>
public abstract record ExpressionNode(int Position, int Depth)
{
    private protected static int Deepest(ImmutableArray<ExpressionNode> nodes)
    {
        var deepest = 0;
        foreach (var node in nodes)
            deepest = Math.Max(deepest, node.Depth);
        return deepest;
    }
}

/// <summary>A number as it stands; finite.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Value">The number.</param>
public sealed record NumberNode(int Position, double Value) : ExpressionNode(Position, 1);

/// <summary>A text as it stands.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Value">The text.</param>
public sealed record TextNode(int Position, string Value) : ExpressionNode(Position, 1);

/// <summary><c>true</c> or <c>false</c>.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Value">Which.</param>
public sealed record BooleanNode(int Position, bool Value) : ExpressionNode(Position, 1);

/// <summary><c>null</c>: the missing value, of whatever type is asked for.</summary>
/// <param name="Position">Where it begins.</param>
public sealed record NullNode(int Position) : ExpressionNode(Position, 1);

/// <summary>A field of the reading (in <c>having</c>: a value of the result).</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Name">Its name; nested fields are <c>a.b</c>.</param>
public sealed record FieldNode(int Position, string Name) : ExpressionNode(Position, 1);

/// <summary>A field over the events that a step has taken; missing when there is none.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Step">The step's name.</param>
/// <param name="Field">The field's name.</param>
/// <param name="Selector">What of the events.</param>
public sealed record StepFieldNode(int Position, string Step, string Field, StepSelector Selector) : ExpressionNode(Position, 1);

/// <summary>How many events a step has taken.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Step">The step's name.</param>
public sealed record StepCountNode(int Position, string Step) : ExpressionNode(Position, 1);

/// <summary><c>!x</c>. Never missing: a condition that is not true is false, also when a field in it is missing.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Operand">The condition.</param>
public sealed record NotNode(int Position, ExpressionNode Operand) : ExpressionNode(Position, Operand.Depth + 1);

/// <summary><c>-x</c>.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Operand">The number.</param>
public sealed record NegateNode(int Position, ExpressionNode Operand) : ExpressionNode(Position, Operand.Depth + 1);

/// <summary>An operator with its two operands.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Left">The left operand.</param>
/// <param name="Right">The right operand.</param>
public sealed record BinaryNode(BinaryOperator Operator, ExpressionNode Left, ExpressionNode Right)
    : ExpressionNode(Left.Position, Math.Max(Left.Depth, Right.Depth) + 1);

/// <summary><c>condition ? then : otherwise</c>; a condition on a missing field is false.</summary>
/// <param name="Condition">What is asked.</param>
/// <param name="Then">The value when it holds.</param>
/// <param name="Otherwise">The value when not.</param>
public sealed record ConditionalNode(ExpressionNode Condition, ExpressionNode Then, ExpressionNode Otherwise)
    : ExpressionNode(Condition.Position, Math.Max(Condition.Depth, Math.Max(Then.Depth, Otherwise.Depth)) + 1);

/// <summary><c>value in [a, b]</c>; false when the value is missing.</summary>
/// <param name="Value">The value.</param>
/// <param name="Choices">Constants, at least one.</param>
public sealed record MembershipNode(ExpressionNode Value, ImmutableArray<ExpressionNode> Choices)
    : ExpressionNode(Value.Position, Value.Depth + 1);

/// <summary>A function with its arguments, their number right.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Function">The function.</param>
/// <param name="Arguments">The arguments.</param>
public sealed record CallNode(int Position, ExpressionFunction Function, ImmutableArray<ExpressionNode> Arguments)
    : ExpressionNode(Position, Deepest(Arguments) + 1);
