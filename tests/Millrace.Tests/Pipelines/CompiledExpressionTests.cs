using Millrace.Actors.Patterns;
using Millrace.Graphs.Pipelines.Expressions;
using Millrace.Messages;
using Millrace.Oracles.Expressions;

namespace Millrace.Tests.Pipelines;

public sealed class CompiledExpressionTests
{
    private const int Rows = 24;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Compiled_RandomExpressions_AgreeWithTheInterpreter(int seed) => Assert.Null(FirstDifference(seed, 500, plantedBug: false));

    [Fact]
    public void Compiled_AgainstInterpreterWithPlantedBug_Differs() => Assert.NotNull(FirstDifference(1, 500, plantedBug: true));

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void MatchCondition_RandomExpressions_AgreeWithTheInterpreter(int seed)
    {
        var random = new Random(seed);
        var expressions = new RandomExpressions(random, steps: true);
        for (var i = 0; i < 300; i++)
        {
            var symbols = new SymbolTable();
            var node = expressions.Of(FieldType.Boolean, 4);
            var condition = new ExpressionCompiler(RandomExpressions.Schema, symbols).StepCondition(Reparse(node), ["s1", "s2"]);
            for (var row = 0; row < 8; row++)
            {
                var (current, currentValues) = Event(expressions, symbols);
                var taken = new FakeTaken();
                List<Dictionary<string, object?>>[] values = [[], []];
                for (var step = 0; step < 2; step++)
                {
                    for (var n = random.Next(3); n > 0; n--)
                    {
                        var (e, v) = Event(expressions, symbols);
                        taken.Events[step].Add(e);
                        values[step].Add(v);
                    }
                }

                var expected = new ExpressionInterpreter(leaf => Leaf(leaf, currentValues, values)).Holds(node);
                var actual = (condition.Plain is null || Test(condition.Plain, current, symbols)) && (condition.Iterative is null || condition.Iterative.Test(current, taken));
                Assert.True(expected == actual, $"seed {seed}, expression {i}: {ExpressionPrinter.Print(node)}");
            }
        }
    }

    [Fact]
    public void StepCondition_Conjunction_IsSplitIntoPlainAndIterativePart()
    {
        var node = ExpressionParser.Parse("n1 > 1 && n1 > s1.n1 && t1 == 'a' && count(s1) < 3", ExpressionScope.Pattern("s1"), out _)!;
        var condition = new ExpressionCompiler(RandomExpressions.Schema, new SymbolTable()).StepCondition(node, ["s1"]);
        Assert.Equal("n1 > 1 && t1 == 'a'", condition.Plain!.Text);
        Assert.Equal("n1 > last(s1.n1) && count(s1) < 3", condition.Iterative!.Text);
    }

    [Fact]
    public void Compiler_SameConditionWrittenDifferently_GivesTheSameObject()
    {
        var compiler = new ExpressionCompiler(RandomExpressions.Schema, new SymbolTable());
        var a = compiler.Condition(Parse("n1>2*4 &&  (t1 == \"a\")"));
        Assert.Same(a, compiler.Condition(Parse("(n1 > 8) && t1 == 'a'")));
        Assert.Equal("n1 > 8 && t1 == 'a'", a.Text);
    }

    [Fact]
    public void Projection_OfTheFieldItself_IsItsColumn()
    {
        var symbols = new SymbolTable();
        var batch = new ReadingBatch(RandomExpressions.Schema, symbols, 4);
        var compiler = new ExpressionCompiler(RandomExpressions.Schema, symbols);
        Assert.Same(batch.Numbers[0], compiler.Projection(Parse("n1"))!.ColumnOf(batch));
        Assert.Null(compiler.Projection(Parse("`n 3.x`"))!.ColumnOf(batch));
        Assert.Null(compiler.Projection(Parse("lower(t1)")));
        Assert.Equal(FieldType.Text, compiler.Projection(Parse("b1 ? t1 : 'none'"))!.Type);
    }

    [Fact]
    public void Condition_OverRows_AllocatesNothing()
    {
        var symbols = new SymbolTable();
        var batch = new ReadingBatch(RandomExpressions.Schema, symbols, 4096);
        for (var row = 0; row < 4096; row++)
        {
            batch.Numbers[0][row] = row % 17;
            batch.Symbols[0][row] = symbols.Intern(RandomExpressions.Texts[row % 9]);
        }

        var condition = new ExpressionCompiler(RandomExpressions.Schema, symbols)
            .Condition(Parse("n1 * 2 > 8 && (lower(t1) == 'a' || startsWith(t1, 'x') || t1 in ['b', 'ab'])"));
        var into = new bool[4096];
        condition.Evaluate(batch, 0, 4096, into);
        var before = GC.GetAllocatedBytesForCurrentThread();
        condition.Evaluate(batch, 0, 4096, into);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(Enumerable.Range(0, 4096).Count(r => r % 17 > 4 && RandomExpressions.Texts[r % 9] is "a" or "A" or "xyz" or "b" or "ab" && r % 17 > 4), into.Count(b => b));
    }

    [Fact]
    public void Condition_RunWithinABatch_TouchesNoOtherRow()
    {
        var symbols = new SymbolTable();
        var batch = new ReadingBatch(RandomExpressions.Schema, symbols, 8);
        var into = new bool[8];
        new ExpressionCompiler(RandomExpressions.Schema, symbols).Condition(Parse("n1 == 0")).Evaluate(batch, 2, 5, into);
        Assert.Equal([false, false, true, true, true, false, false, false], into);
    }

    private static ExpressionNode Parse(string text) =>
        ExpressionParser.Parse(text, ExpressionScope.Reading, out var error) ?? throw new InvalidOperationException(error!.Message);

    /// <summary>Through print and parse, so that these are tested on the way.</summary>
    private static ExpressionNode Reparse(ExpressionNode node)
    {
        var text = ExpressionPrinter.Print(node);
        var parsed = ExpressionParser.Parse(text, ExpressionScope.Pattern("s1", "s2"), out var error);
        Assert.True(error is null, $"{text}: {error}");
        Assert.Equal(text, ExpressionPrinter.Print(parsed!));
        var types = new FieldTypes();
        foreach (var field in RandomExpressions.Schema.Fields)
            types.Declare(field.Name, field.Type, "here");
        var errors = types.Infer(parsed!, null, ExpressionSource.Of(text));
        Assert.True(errors.IsEmpty, $"{text}: {string.Join("; ", errors)}");
        return parsed!;
    }

    private static string? FirstDifference(int seed, int count, bool plantedBug)
    {
        var random = new Random(seed);
        var expressions = new RandomExpressions(random);
        var schema = RandomExpressions.Schema;
        for (var i = 0; i < count; i++)
        {
            var symbols = new SymbolTable();
            var batch = new ReadingBatch(schema, symbols, Rows) { Count = Rows };
            var values = new Dictionary<string, object?>[Rows];
            for (var row = 0; row < Rows; row++)
            {
                values[row] = schema.Fields.ToDictionary(f => f.Name, f => expressions.Value(f.Type));
                foreach (var field in schema.Fields)
                    Put(batch, field, row, values[row][field.Name]);
            }

            var type = (FieldType)random.Next(3);
            var node = expressions.Of(type, 5);
            var compiler = new ExpressionCompiler(schema, symbols);
            var parsed = Reparse(node);
            var conditions = new bool[Rows];
            var numbers = new double[Rows];
            if (type == FieldType.Boolean)
                compiler.Condition(parsed).Evaluate(batch, 0, Rows, conditions);
            var projection = compiler.Projection(parsed);
            projection?.Evaluate(batch, 0, Rows, numbers);
            for (var row = 0; row < Rows; row++)
            {
                var interpreter = new ExpressionInterpreter(leaf => values[row][((FieldNode)leaf).Name], plantedBug);
                var expected = interpreter.Evaluate(node);
                var where = $"seed {seed}, expression {i}, row {row}: {ExpressionPrinter.Print(node)} gives {expected}";
                if (type == FieldType.Boolean && conditions[row] != expected is true)
                    return where;
                if (projection is not null && !Same(expected, numbers[row], symbols))
                    return $"{where}, not {numbers[row]}";
            }
        }

        return null;
    }

    private static bool Same(object? expected, double actual, SymbolTable symbols) => expected switch
    {
        null => double.IsNaN(actual),
        bool b => actual == (b ? 1 : 0),
        double d => actual == d,
        _ => !double.IsNaN(actual) && symbols.Text((int)actual) == (string)expected,
    };

    private static void Put(ReadingBatch batch, Field field, int row, object? value)
    {
        if (field.Type == FieldType.Text)
            batch.Symbols[field.Column][row] = value is string text ? batch.SymbolTable.Intern(text) : SymbolTable.Missing;
        else
            batch.Numbers[field.Column][row] = value switch { double d => d, bool b => b ? 1 : 0, _ => double.NaN };
    }

    private static (PatternEvent Event, Dictionary<string, object?> Values) Event(RandomExpressions expressions, SymbolTable symbols)
    {
        var batch = new ReadingBatch(RandomExpressions.Schema, symbols, 1);
        var values = new Dictionary<string, object?>();
        foreach (var field in RandomExpressions.Schema.Fields)
            Put(batch, field, 0, values[field.Name] = expressions.Value(field.Type));
        return (new PatternEvent(default, 0, [.. batch.Numbers.Select(c => c[0])], [.. batch.Symbols.Select(c => c[0])], default), values);
    }

    private static bool Test(Millrace.Actors.Kernel.Condition condition, PatternEvent current, SymbolTable symbols)
    {
        var batch = new ReadingBatch(RandomExpressions.Schema, symbols, 1) { Count = 1 };
        for (var i = 0; i < batch.Numbers.Length; i++)
            batch.Numbers[i][0] = current.Number(i);
        for (var i = 0; i < batch.Symbols.Length; i++)
            batch.Symbols[i][0] = current.Symbol(i);
        var into = new bool[1];
        condition.Evaluate(batch, 0, 1, into);
        return into[0];
    }

    private static object? Leaf(ExpressionNode leaf, Dictionary<string, object?> current, List<Dictionary<string, object?>>[] taken)
    {
        if (leaf is FieldNode field)
            return current[field.Name];
        if (leaf is StepCountNode count)
            return (double)taken[count.Step == "s1" ? 0 : 1].Count;
        var step = (StepFieldNode)leaf;
        var events = taken[step.Step == "s1" ? 0 : 1].Select(e => e[step.Field]).ToList();
        var numbers = events.OfType<double>().ToList();
        return step.Selector switch
        {
            StepSelector.First => events.FirstOrDefault(),
            StepSelector.Last => events.LastOrDefault(),
            _ when numbers.Count == 0 => null,
            StepSelector.Sum => numbers.Sum(),
            StepSelector.Average => numbers.Average(),
            StepSelector.Min => numbers.Min(),
            _ => numbers.Max(),
        };
    }

    private sealed class FakeTaken : ITakenEvents
    {
        public List<PatternEvent>[] Events { get; } = [[], []];

        public int Count(int step) => Events[step].Count;

        public PatternEvent? First(int step) => Events[step].FirstOrDefault();

        public PatternEvent? Last(int step) => Events[step].LastOrDefault();

        public double Sum(int step, int column) => Figure(step, column, n => n.Sum());

        public double Average(int step, int column) => Figure(step, column, n => n.Average());

        public double Min(int step, int column) => Figure(step, column, n => n.Min());

        public double Max(int step, int column) => Figure(step, column, n => n.Max());

        private double Figure(int step, int column, Func<List<double>, double> figure)
        {
            var numbers = Events[step].Select(e => e.Number(column)).Where(n => !double.IsNaN(n)).ToList();
            return numbers.Count == 0 ? double.NaN : figure(numbers);
        }
    }
}
