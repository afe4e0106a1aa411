using System.Text;
using Millrace.Graphs.Pipelines.Expressions;

namespace Millrace.Tests.Pipelines;

public sealed class ExpressionParserTests
{
    private static readonly ExpressionScope Steps = ExpressionScope.Pattern("spike", "rise");

    [Theory]
    [InlineData("a + b * c", "a + b * c")]
    [InlineData("(a + b) * c", "(a + b) * c")]
    [InlineData("a - (b - c)", "a - (b - c)")]
    [InlineData("(a - b) - c", "a - b - c")]
    [InlineData("a||b&&c==d<e+f*-g", "a || b && c == d < e + f * -g")]
    [InlineData("(a || b) && !(c && d)", "(a || b) && !(c && d)")]
    [InlineData("a ? b : c ? d : e", "a ? b : c ? d : e")]
    [InlineData("(a ? b : c) ? d : e", "(a ? b : c) ? d : e")]
    [InlineData("x in [ 'a' , \"b\" ]", "x in ['a', 'b']")]
    [InlineData("`strange name` > 1e3", "`strange name` > 1000")]
    [InlineData("a.b.c > .5", "a.b.c > 0.5")]
    [InlineData("`in` > 1", "`in` > 1")]
    [InlineData("'it\\'s' == \"it's\"", "'it\\'s' == 'it\\'s'")]
    [InlineData("matches(a, '^\\d+$')", "matches(a, '^\\\\d+$')")]
    [InlineData("- -a", "--a")]
    [InlineData("round(a, 2) % 3", "round(a, 2) % 3")]
    [InlineData("spike.value > rise.a.b", "last(spike.value) > last(rise.a.b)")]
    [InlineData("first(spike.value) + last(spike.value) + sum(spike.value) + avg(spike.value)", "first(spike.value) + last(spike.value) + sum(spike.value) + avg(spike.value)")]
    [InlineData("min(spike.value) < min(spike.value, value)", "min(spike.value) < min(last(spike.value), value)")]
    [InlineData("count(spike) > 3", "count(spike) > 3")]
    [InlineData("spike == 3", "spike == 3")]
    public void Parse_Expression_GivesTreeOfItsCanonicalForm(string text, string canonical)
    {
        var node = ExpressionParser.Parse(text, Steps, out var error);
        Assert.Null(error);
        Assert.Equal(canonical, ExpressionPrinter.Print(node!));
    }

    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("value >", 7, "missing at the end")]
    [InlineData("value = 8", 6, "'=' means nothing")]
    [InlineData("a & b", 2, "'&' means nothing")]
    [InlineData("a and b", 2, "'and'")]
    [InlineData("not a", 0, "'not'")]
    [InlineData("(a > 1", 6, "not closed")]
    [InlineData("a > 1)", 5, "')' is not expected")]
    [InlineData("a == 'x", 5, "no closing quote")]
    [InlineData("`a > 1", 0, "no closing backquote")]
    [InlineData("`` > 1", 0, "cannot be empty")]
    [InlineData("a > 10s", 6, "followed directly")]
    [InlineData("a > 1e", 5, "no digits")]
    [InlineData("a > 1e999", 4, "too large")]
    [InlineData("a > 1 # b", 6, "'#' means nothing")]
    [InlineData("a b", 2, "'b' is not expected")]
    [InlineData("a in 'x'", 5, "followed by a list")]
    [InlineData("a in []", 6, "']' is not expected")]
    [InlineData("a in [b]", 6, "constants alone")]
    [InlineData("a in ['x'", 9, "no end")]
    [InlineData("a ? b", 5, "other value")]
    [InlineData("a. > 1", 3, "a name is expected after '.'")]
    [InlineData("1 + sqrt(a)", 4, "no function 'sqrt'")]
    [InlineData("abs()", 0, "does not take 0")]
    [InlineData("a + min(1)", 4, "does not take 1")]
    [InlineData("round(a, b)", 9, "whole number from 0 to 15")]
    [InlineData("round(a, 1.5)", 9, "whole number from 0 to 15")]
    [InlineData("contains(a, b)", 12, "a text in quotes")]
    [InlineData("matches(a, '(')", 11, "no regular expression")]
    [InlineData("matches(a, '(a)\\1')", 11, "no regular expression")]
    [InlineData("matches(a, '(a{100}){100}')", 11, "too large")]
    [InlineData("1 < spkie.value", 4, "no step 'spkie'")]
    [InlineData("count(spik) > 2", 6, "no step 'spik'")]
    [InlineData("count(spike.value) > 2", 6, "name of a step")]
    [InlineData("sum(value) > 2", 4, "field of a step")]
    [InlineData("first() > 2", 6, "field of a step")]
    public void Parse_WrongExpression_SaysWhereAndWhat(string text, int position, string message)
    {
        Assert.Null(ExpressionParser.Parse(text, Steps, out var error));
        Assert.Contains(message, error!.Message, StringComparison.Ordinal);
        Assert.Equal(position, error.Position);
    }

    [Theory]
    [InlineData("uper(a) == 'A'", "did you mean 'upper'?")]
    [InlineData("count(spik) > 2", "did you mean 'spike'?")]
    [InlineData("a == 1 or b == 2", "'or' is ||")]
    public void Parse_SlipOfThePen_SaysTheMend(string text, string mend)
    {
        ExpressionParser.Parse(text, Steps, out var error);
        Assert.Equal(mend, error!.Mend);
    }

    [Fact]
    public void Parse_StepFunctionOutsidePattern_SaysWhereItBelongs()
    {
        ExpressionParser.Parse("avg(value) > 2", ExpressionScope.Reading, out var error);
        Assert.Contains("steps of a pattern", error!.Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("!")]
    [InlineData("-")]
    [InlineData("a ? ")]
    [InlineData("a + ")]
    [InlineData("abs(")]
    [InlineData("a || ")]
    [InlineData("a in [")]
    public void Parse_HostileNesting_IsRefusedNotOverflown(string repeated)
    {
        var text = string.Concat(Enumerable.Repeat(repeated, ExpressionParser.MaxLength / repeated.Length));
        Assert.Null(ExpressionParser.Parse(text, Steps, out var error));
        Assert.NotNull(error);
        Assert.Null(ExpressionParser.Parse(text + "x", Steps, out _));
    }

    [Fact]
    public void Parse_DeepestAllowed_CompilesOnASmallStack()
    {
        var text = string.Join(" || ", Enumerable.Range(0, 350).Select(i => $"a=={i}"));
        var nested = new string('(', 390) + "a" + new string(')', 390) + " > 1";
        var failure = default(Exception);
        var thread = new Thread(() => failure = Record.Exception(() =>
        {
            foreach (var expression in new[] { text, nested, new string('!', 390) + "(a > 1)", "a" + string.Concat(Enumerable.Repeat("+1", 390)) + " > 1" })
            {
                var node = ExpressionParser.Parse(expression, Steps, out var error);
                Assert.Null(error);
                var types = new FieldTypes();
                types.Infer(node!, null, ExpressionSource.Of(expression));
                var schema = Messages.ReadingSchema.Create(("a", Messages.FieldType.Number, false));
                new ExpressionCompiler(schema, new Messages.SymbolTable()).Condition(node!);
            }
        }), 1024 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    [Fact]
    public void Parse_TooLong_IsRefused()
    {
        Assert.Null(ExpressionParser.Parse(new string('a', ExpressionParser.MaxLength + 1), Steps, out var error));
        Assert.Contains("4096", error!.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_RandomText_NeverThrows()
    {
        const int seed = 7;
        var random = new Random(seed);
        string[] words = ["a", "spike", ".", "value", "(", ")", "[", "]", ",", "'x'", "\"", "'", "`", "1", "2.5", "1e", "==", "!=", "<", ">", "&&", "||", "!", "?", ":", "+", "-", "*", "/", "%", "in", "true", "null", "count", "min", "round", "matches", " ", "\\", "é", "\0", "🙂", "first", "lower", "="];
        for (var i = 0; i < 100_000; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(14); n >= 0; n--)
                text.Append(random.Next(8) == 0 ? ((char)random.Next(0x2100)).ToString() : words[random.Next(words.Length)]);
            var expression = text.ToString();
            var node = ExpressionParser.Parse(expression, Steps, out var error);
            Assert.True(node is null != error is null, expression);
            Assert.InRange(error?.Position ?? 0, 0, expression.Length);
            if (node is null)
                continue;
            var types = new FieldTypes();
            foreach (var wrong in types.Infer(node, null, ExpressionSource.Of(expression)))
                Assert.InRange(wrong.Position, 0, expression.Length);
        }
    }
}
