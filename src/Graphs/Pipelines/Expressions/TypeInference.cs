using System.Collections.Immutable;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>One walk over one expression that joins and fixes the types of its fields.</summary>
internal sealed class TypeInference(FieldTypes fields, ExpressionSource source)
{
    private readonly ImmutableArray<ExpressionError>.Builder errors = ImmutableArray.CreateBuilder<ExpressionError>();

    public ImmutableArray<ExpressionError> Errors => errors.ToImmutable();

    public TypeVariable Visit(ExpressionNode node)
    {
        switch (node)
        {
            case NumberNode or StepCountNode:
                return TypeVariable.Of(FieldType.Number);
            case TextNode:
                return TypeVariable.Of(FieldType.Text);
            case FieldNode field:
                return Field(field.Name, field.Position);
            case StepFieldNode step:
                var variable = Field(step.Field, step.Position);
                if (step.Selector is not (StepSelector.First or StepSelector.Last))
                    Fix(step, variable, FieldType.Number, ExpressionFunctions.NameOf(step.Selector));
                return variable;
            case NegateNode negate:
                Require(negate.Operand, FieldType.Number, "'-'");
                return TypeVariable.Of(FieldType.Number);
            case NotNode not:
                Require(not.Operand, FieldType.Boolean, "'!'");
                break;
            case BinaryNode binary:
                return Binary(binary);
            case ConditionalNode conditional:
                Require(conditional.Condition, FieldType.Boolean, "'?'");
                return Same(conditional.Then, conditional.Otherwise, "the two values of '?'");
            case MembershipNode membership:
                var value = Visit(membership.Value);
                foreach (var choice in membership.Choices)
                    Unify(membership.Value, value, choice, Visit(choice), "the value and the list of 'in'");
                break;
            case CallNode call:
                return Call(call);
        }

        return node is NullNode ? new TypeVariable() : TypeVariable.Of(FieldType.Boolean);
    }

    public void Require(ExpressionNode node, FieldType type, string by)
    {
        if (node is NullNode && type != FieldType.Boolean)
            errors.Add(new ExpressionError(node.Position, $"{by} has no meaning for null", "x == null asks whether x is missing"));
        else
            Fix(node, Visit(node), type, by);
    }

    private TypeVariable Field(string name, int position)
    {
        if (fields.Find(name) is { } variable)
            return variable;
        errors.Add(new ExpressionError(position, $"there is no value '{name}'", Suggestion.Mend(name, fields.Names)));
        return new TypeVariable();
    }

    private TypeVariable Binary(BinaryNode binary)
    {
        var symbol = $"'{ExpressionPrinter.Symbol(binary.Operator)}'";
        switch (binary.Operator)
        {
            case BinaryOperator.And or BinaryOperator.Or:
                Require(binary.Left, FieldType.Boolean, symbol);
                Require(binary.Right, FieldType.Boolean, symbol);
                return TypeVariable.Of(FieldType.Boolean);
            case BinaryOperator.Equal or BinaryOperator.NotEqual:
                Same(binary.Left, binary.Right, $"the two sides of {symbol}");
                return TypeVariable.Of(FieldType.Boolean);
            default:
                Require(binary.Left, FieldType.Number, symbol);
                Require(binary.Right, FieldType.Number, symbol);
                return TypeVariable.Of(binary.Operator < BinaryOperator.Add ? FieldType.Boolean : FieldType.Number);
        }
    }

    private TypeVariable Call(CallNode call)
    {
        var name = ExpressionFunctions.NameOf(call.Function);
        var isText = call.Function >= ExpressionFunction.Lower;
        foreach (var argument in call.Arguments)
            Require(argument, isText ? FieldType.Text : FieldType.Number, name);
        return TypeVariable.Of(call.Function >= ExpressionFunction.StartsWith ? FieldType.Boolean : isText ? FieldType.Text : FieldType.Number);
    }

    private TypeVariable Same(ExpressionNode left, ExpressionNode right, string what)
    {
        var (a, b) = (Visit(left), Visit(right));
        Unify(left, a, right, b, what);
        return a.Root();
    }

    private void Unify(ExpressionNode left, TypeVariable a, ExpressionNode right, TypeVariable b, string what)
    {
        (a, b) = (a.Root(), b.Root());
        if (a.Type is { } known && b.Type is { } other && known != other)
        {
            errors.Add(new ExpressionError(
                right.Position,
                $"{what} must be alike, but {Describe(left, a)} and {Describe(right, b)}",
                Mend(right, known) is { Length: > 0 } mend ? mend : Mend(left, other)));
            return;
        }

        // The side that says the type is where a later contradiction will point to.
        if (a.Type is { } left1 && b.Type is null)
            b.Say(left1, At(right));
        else if (b.Type is { } right1 && a.Type is null)
            a.Say(right1, At(left));
        TypeVariable.Join(a, b);
    }

    private void Fix(ExpressionNode node, TypeVariable variable, FieldType type, string by)
    {
        variable = variable.Root();
        if (variable.Type is null)
            variable.Say(type, At(node));
        else if (variable.Type != type)
            errors.Add(new ExpressionError(node.Position, $"{by} takes {Many(type)}, but {Describe(node, variable)}", Mend(node, type)));
    }

    private string At(ExpressionNode node) => $"used so at {source.At(node.Position)}";

    private static string Describe(ExpressionNode node, TypeVariable variable)
    {
        var said = variable.Said.Length > 0 && node is FieldNode or StepFieldNode ? $" ({variable.Said})" : "";
        return node switch
        {
            FieldNode field => $"'{field.Name}' is {One(variable.Type)}{said}",
            StepFieldNode step => $"'{step.Step}.{step.Field}' is {One(variable.Type)}{said}",
            TextNode text => $"'{text.Value}' is a text",
            _ => $"{Shown(node)} is {One(variable.Type)}",
        };
    }

    private static string Shown(ExpressionNode node)
    {
        const int most = 40;
        if (node.Depth > most)
            return "one side"; // not worth the time to print
        var text = ExpressionPrinter.Print(node);
        return text.Length <= most ? text : text[..most] + "…";
    }

    private static string Mend(ExpressionNode node, FieldType wanted) => (node, wanted) switch
    {
        (BinaryNode { Operator: < BinaryOperator.Add and > BinaryOperator.NotEqual }, FieldType.Number) => "comparisons do not chain: write a < b && b < c",
        (FieldNode or StepFieldNode, FieldType.Boolean) => "compare it with something, as in x > 0",
        (FieldNode or StepFieldNode, FieldType.Number) => "a field holds one type; only numbers are ordered and calculated with",
        (TextNode { Value: var text }, FieldType.Number) when double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _) => "write the number without quotes",
        (TextNode, FieldType.Number) => "texts are compared with == and != alone",
        (NumberNode, FieldType.Text) => "put it in quotes if it is meant as a text",
        (FieldNode or StepFieldNode, FieldType.Text) => "a field holds one type in all of a pipeline",
        _ => "",
    };

    private static string One(FieldType? type) => type switch
    {
        FieldType.Text => "a text",
        FieldType.Boolean => "true or false",
        _ => "a number",
    };

    private static string Many(FieldType type) => type switch
    {
        FieldType.Text => "texts",
        FieldType.Boolean => "true or false",
        _ => "numbers",
    };
}
