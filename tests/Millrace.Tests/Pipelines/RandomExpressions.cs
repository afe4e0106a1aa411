using Millrace.Graphs.Pipelines.Expressions;
using Millrace.Messages;

namespace Millrace.Tests.Pipelines;

/// <summary>Random well-typed expressions over the fields n1..n3 (numbers), t1, t2 (texts), b1, b2 (booleans) and, if asked, the steps s1 and s2.</summary>
internal sealed class RandomExpressions(Random random, bool steps = false)
{
    public static readonly string[] Texts = ["", "a", "A", "ab", "Ab", "b", "xyz", "ä", "a'b\\"];
    private static readonly double[] Numbers = [0, 1, -1, 0.5, 2.5, -2.5, 3, 7, 1e308, 100];

    public static readonly ReadingSchema Schema = ReadingSchema.Create(
        ("n1", FieldType.Number, false),
        ("t1", FieldType.Text, false),
        ("b1", FieldType.Boolean, false),
        ("n2", FieldType.Number, false),
        ("t2", FieldType.Text, false),
        ("b2", FieldType.Boolean, false),
        ("n 3.x", FieldType.Number, false));

    public ExpressionNode Of(FieldType type, int depth) => type switch
    {
        FieldType.Number => Number(depth),
        FieldType.Text => Text(depth),
        _ => Boolean(depth),
    };

    public object? Value(FieldType type) => random.Next(4) == 0 ? null : type switch
    {
        FieldType.Number => Pick(Numbers),
        FieldType.Text => Pick(Texts),
        _ => random.Next(2) == 0,
    };

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private ExpressionNode Number(int depth)
    {
        switch (depth <= 0 ? random.Next(3) : random.Next(10))
        {
            case 0:
                return new NumberNode(0, Math.Abs(Pick(Numbers)));
            case 1 or 2:
                return steps && random.Next(2) == 0 ? StepNumber() : new FieldNode(0, Pick("n1", "n2", "n 3.x"));
            case 3:
                return new NegateNode(0, Number(depth - 1));
            case 4:
                return new ConditionalNode(Boolean(depth - 1), OrNull(Number(depth - 1)), Number(depth - 1));
            case 5:
                return new CallNode(0, ExpressionFunction.Abs, [Number(depth - 1)]);
            case 6:
                return new CallNode(0, Pick(ExpressionFunction.Min, ExpressionFunction.Max), [Number(depth - 1), Number(depth - 1)]);
            case 7:
                return new CallNode(0, ExpressionFunction.Round, random.Next(2) == 0 ? [Number(depth - 1)] : [Number(depth - 1), new NumberNode(0, 1)]);
            default:
                return new BinaryNode(Pick(BinaryOperator.Add, BinaryOperator.Subtract, BinaryOperator.Multiply, BinaryOperator.Divide, BinaryOperator.Remainder), Number(depth - 1), Number(depth - 1));
        }
    }

    private ExpressionNode StepNumber() => random.Next(6) == 0
        ? new StepCountNode(0, Pick("s1", "s2"))
        : new StepFieldNode(0, Pick("s1", "s2"), Pick("n1", "n2", "n 3.x"), Pick(Enum.GetValues<StepSelector>()));

    private ExpressionNode OrNull(ExpressionNode node) => random.Next(3) == 0 ? new NullNode(0) : node;

    private ExpressionNode Text(int depth)
    {
        switch (depth <= 0 ? random.Next(3) : random.Next(5))
        {
            case 0:
                return new TextNode(0, Pick(Texts));
            case 1 or 2:
                return steps && random.Next(2) == 0
                    ? new StepFieldNode(0, Pick("s1", "s2"), Pick("t1", "t2"), Pick(StepSelector.First, StepSelector.Last))
                    : new FieldNode(0, Pick("t1", "t2"));
            case 3:
                return new CallNode(0, Pick(ExpressionFunction.Lower, ExpressionFunction.Upper), [Text(depth - 1)]);
            default:
                return new ConditionalNode(Boolean(depth - 1), OrNull(Text(depth - 1)), Text(depth - 1));
        }
    }

    private ExpressionNode Boolean(int depth)
    {
        var equality = Pick(BinaryOperator.Equal, BinaryOperator.NotEqual);
        switch (depth <= 0 ? random.Next(3) : random.Next(14))
        {
            case 0:
                return new BooleanNode(0, random.Next(2) == 0);
            case 1 or 2:
                return new FieldNode(0, Pick("b1", "b2"));
            case 3:
                return new NotNode(0, Boolean(depth - 1));
            case 4 or 5:
                return new BinaryNode(Pick(BinaryOperator.And, BinaryOperator.Or), Boolean(depth - 1), Boolean(depth - 1));
            case 6:
                return new BinaryNode(Pick(BinaryOperator.Less, BinaryOperator.LessOrEqual, BinaryOperator.Greater, BinaryOperator.GreaterOrEqual), Number(depth - 1), Number(depth - 1));
            case 7:
                return new BinaryNode(equality, Number(depth - 1), Number(depth - 1));
            case 8:
                return new BinaryNode(equality, Text(depth - 1), Text(depth - 1));
            case 9:
                return new BinaryNode(equality, Boolean(depth - 1), Boolean(depth - 1));
            case 10:
                return new BinaryNode(equality, Of(Pick(Enum.GetValues<FieldType>()), depth - 1), new NullNode(0));
            case 11:
                return new MembershipNode(Number(depth - 1), [new NumberNode(0, 1), new NumberNode(0, -2.5), new NumberNode(0, Pick(Numbers))]);
            case 12:
                return new MembershipNode(Text(depth - 1), [.. Texts.Take(random.Next(1, 10)).Select(t => new TextNode(0, t))]);
            default:
                var function = Pick(ExpressionFunction.StartsWith, ExpressionFunction.EndsWith, ExpressionFunction.Contains, ExpressionFunction.Matches);
                return new CallNode(0, function, [Text(depth - 1), new TextNode(0, function == ExpressionFunction.Matches ? Pick("^a", "b$", "[xy]+", ".") : Pick("a", "b", "", "A"))]);
        }
    }
}
