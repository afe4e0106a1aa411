using Millrace.Graphs.Pipelines.Expressions;
using Millrace.Messages;

namespace Millrace.Tests.Pipelines;

public sealed class TypeInferenceTests
{
    private readonly FieldTypes types = new();

    [Theory]
    [InlineData("x > 8", FieldType.Number)]
    [InlineData("x == 'a'", FieldType.Text)]
    [InlineData("'a' != x", FieldType.Text)]
    [InlineData("x == true", FieldType.Boolean)]
    [InlineData("!x", FieldType.Boolean)]
    [InlineData("x", FieldType.Boolean)]
    [InlineData("x && y > 1", FieldType.Boolean)]
    [InlineData("x in ['a', 'b']", FieldType.Text)]
    [InlineData("lower(x) == y", FieldType.Text)]
    [InlineData("(y > 1 ? x : 'none') == 'a'", FieldType.Text)]
    [InlineData("x == null", FieldType.Number)]
    [InlineData("x == y && y == z && z == 'a'", FieldType.Text)]
    [InlineData("(y > 1 ? x : null) == 'a'", FieldType.Text)]
    public void Field_Used_GetsItsType(string text, FieldType expected)
    {
        Assert.Empty(Infer(text));
        Assert.Equal(expected, types.Of("x"));
    }

    [Fact]
    public void Field_JoinedInAnotherExpression_GetsItsType()
    {
        Assert.Empty(Infer("x == y"));
        Assert.Equal(FieldType.Number, types.Of("x"));
        Assert.Empty(Infer("y == 'a'"));
        Assert.Equal(FieldType.Text, types.Of("x"));
    }

    [Theory]
    [InlineData("x > 8 && x == 'a'", 14, "'x' is a number (used so at line 1, column 1)")]
    [InlineData("x == 'a' && x > 8", 12, "'x' is a text (used so at line 1, column 1)")]
    [InlineData("1 < x < 5", 0, "'<' takes numbers, but 1 < x is true or false")]
    [InlineData("'a' < x", 0, "'a' is a text")]
    [InlineData("1 + 'a' == 2", 4, "'a' is a text")]
    [InlineData("x + 1", 0, "a condition takes true or false, but x + 1 is a number")]
    [InlineData("x > null", 4, "no meaning for null")]
    [InlineData("!(x + 1)", 2, "'!' takes true or false")]
    [InlineData("x in [1, 'a']", 9, "must be alike")]
    [InlineData("(x > 1 ? 'a' : 2) == 'b'", 15, "must be alike")]
    [InlineData("lower(8) == 'b'", 6, "lower takes texts, but 8 is a number")]
    public void Uses_ThatContradict_AreAnErrorThatNamesBoth(string text, int position, string message)
    {
        var errors = Infer(text);
        Assert.Contains(message, errors[0].Message, StringComparison.Ordinal);
        Assert.Equal(position, errors[0].Position);
    }

    [Fact]
    public void Declared_UsedOtherwise_IsAnError()
    {
        Assert.True(types.Declare("x", FieldType.Text, "declared at line 4, column 3"));
        Assert.False(types.Declare("x", FieldType.Number, "elsewhere"));
        Assert.Contains("declared at line 4", Infer("x > 1")[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_OfAResult_AreTheOnlyNames()
    {
        var values = FieldTypes.Only(("mean", FieldType.Number), ("name", FieldType.Text));
        var node = ExpressionParser.Parse("mean > 1 && maen < 3", ExpressionScope.Reading, out _)!;
        var error = Assert.Single(values.Infer(node, FieldType.Boolean, ExpressionSource.Of("")));
        Assert.Equal((12, "did you mean 'mean'?"), (error.Position, error.Mend));
    }

    private System.Collections.Immutable.ImmutableArray<ExpressionError> Infer(string text)
    {
        var node = ExpressionParser.Parse(text, ExpressionScope.Reading, out var error);
        Assert.True(error is null, $"{error}");
        return types.Infer(node!, FieldType.Boolean, ExpressionSource.Of(text));
    }
}
