using System.Collections.Immutable;
using System.Linq.Expressions;
using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Actors.Windows;
using Millrace.Messages;
using Linq = System.Linq.Expressions.Expression;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>
/// Compiles expressions to code over columns, with the loop over the rows inside: no call and no allocation per reading (but a call per test of a text).
/// What it compiles is for one thread, that of the shard, and for batches with this schema and this symbol table. Constant texts are interned
/// here, so compile before a decoder that fills the same table runs on another thread. An expression of the same canonical text gives the same object.
/// </summary>
/// <param name="schema">The fields; every one that an expression names must be in it.</param>
/// <param name="symbols">The table of the batches.</param>
public sealed class ExpressionCompiler(ReadingSchema schema, SymbolTable symbols)
{
    private readonly Dictionary<string, Condition> conditions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Projection> projections = new(StringComparer.Ordinal);

    /// <summary>A condition on one reading.</summary>
    /// <exception cref="InvalidOperationException">A field is not in the schema, or a step is referred to.</exception>
    public Condition Condition(ExpressionNode expression)
    {
        var node = ConstantFolder.Fold(expression);
        var text = ExpressionPrinter.Print(node);
        if (conditions.TryGetValue(text, out var known))
            return known;
        var (access, emitter) = OverRows();
        var into = Linq.Parameter(typeof(bool[]), "into");
        var loop = Loop<ConditionLoop>(access, emitter, into, emitter.Condition(node));
        return conditions[text] = new CompiledCondition(text, loop, emitter.AllTests, emitter.AllMaps);
    }

    /// <summary>A number, boolean or text computed from one reading; null for a text that is computed (by <c>lower</c> or <c>upper</c>), which has no symbol.</summary>
    /// <exception cref="InvalidOperationException">A field is not in the schema, or a step is referred to.</exception>
    public Projection? Projection(ExpressionNode expression)
    {
        var node = ConstantFolder.Fold(expression);
        var text = ExpressionPrinter.Print(node);
        if (projections.TryGetValue(text, out var known))
            return known;
        var (access, emitter) = OverRows();
        if (node is FieldNode { Name: var name } && name == text && schema.Find(name) is { } field)
            return projections[text] = new FieldProjection(field);
        var type = emitter.TypeOf(node);
        var value = type != FieldType.Text ? emitter.Number(node) : emitter.Symbol(node) is { } symbol ? SymbolAsNumber(symbol) : null;
        if (value is null)
            return null;
        var loop = Loop<ProjectionLoop>(access, emitter, Linq.Parameter(typeof(double[]), "into"), value);
        return projections[text] = new CompiledProjection(text, type, loop, emitter.AllTests, emitter.AllMaps);
    }

    /// <summary>The condition of a step, its parts on the reading alone apart from those that look at events taken before.</summary>
    /// <param name="expression">The condition.</param>
    /// <param name="steps">The names of the pattern's steps by their number.</param>
    /// <exception cref="InvalidOperationException">A field is not in the schema.</exception>
    public StepCondition StepCondition(ExpressionNode expression, ImmutableArray<string> steps)
    {
        ExpressionNode? plain = null, iterative = null;
        foreach (var part in Conjuncts(ConstantFolder.Fold(expression)))
        {
            if (part.RefersToSteps)
                iterative = iterative is null ? part.Node : new BinaryNode(BinaryOperator.And, iterative, part.Node);
            else
                plain = plain is null ? part.Node : new BinaryNode(BinaryOperator.And, plain, part.Node);
        }

        return new StepCondition(plain is null ? null : Condition(plain), iterative is null ? null : MatchCondition(iterative, steps));
    }

    /// <summary>A condition on the values of a window's result.</summary>
    /// <param name="expression">The condition.</param>
    /// <param name="aggregates">The values in order.</param>
    public ResultCondition ResultCondition(ExpressionNode expression, ImmutableArray<AggregateDefinition> aggregates)
    {
        var node = ConstantFolder.Fold(expression);
        var types = aggregates.ToDictionary(a => a.Name, a => a.ResultType, StringComparer.Ordinal);
        var access = new ResultAccess([.. aggregates.Select(a => a.Name)]);
        var emitter = new ExpressionEmitter(name => types[name], symbols, access);
        var test = Once<ResultTest>(emitter, emitter.Condition(node), access.Values);
        return new CompiledResultCondition(ExpressionPrinter.Print(node), test, emitter.AllTests, emitter.AllMaps, aggregates.Length);
    }

    private CompiledMatchCondition MatchCondition(ExpressionNode node, ImmutableArray<string> steps)
    {
        var access = new TakenAccess(schema, steps);
        var emitter = new ExpressionEmitter(TypeOf, symbols, access);
        var test = Once<MatchTest>(emitter, emitter.Condition(node), access.Current, access.Taken);
        return new CompiledMatchCondition(ExpressionPrinter.Print(node), test, emitter.AllTests, emitter.AllMaps);
    }

    private FieldType TypeOf(string field) =>
        (schema.Find(field) ?? throw new InvalidOperationException($"The field '{field}' is not in the reading schema.")).Type;

    private (ReadingAccess Access, ExpressionEmitter Emitter) OverRows()
    {
        var access = new ReadingAccess(schema);
        var emitter = new ExpressionEmitter(TypeOf, symbols, access);
        access.Emitter = emitter;
        return (access, emitter);
    }

    /// <summary>The parts of <c>a &amp;&amp; b &amp;&amp; c</c> from left to right.</summary>
    private static IEnumerable<(ExpressionNode Node, bool RefersToSteps)> Conjuncts(ExpressionNode node)
    {
        if (node is not BinaryNode { Operator: BinaryOperator.And } both)
            return [(node, StepReferences.In(node).Any())];
        return Conjuncts(both.Left).Concat(Conjuncts(both.Right));
    }

    private static ConditionalExpression SymbolAsNumber(Linq symbol) => Linq.Condition(
        Linq.Equal(symbol, Linq.Constant(SymbolTable.Missing)),
        Linq.Constant(double.NaN),
        Linq.Convert(symbol, typeof(double)));

    private static TLoop Loop<TLoop>(ReadingAccess access, ExpressionEmitter emitter, ParameterExpression into, Linq value)
        where TLoop : Delegate
    {
        var from = Linq.Parameter(typeof(int), "from");
        var to = Linq.Parameter(typeof(int), "to");
        var end = Linq.Label();
        var body = Linq.Loop(
            Linq.Block(
                Linq.IfThen(Linq.GreaterThanOrEqual(access.Row, to), Linq.Break(end)),
                Linq.Assign(Linq.ArrayAccess(into, access.Row), value),
                Linq.PreIncrementAssign(access.Row)),
            end);
        var whole = Linq.Block([access.Row, .. emitter.Locals], [.. emitter.Prologue, Linq.Assign(access.Row, from), body]);
        return Linq.Lambda<TLoop>(whole, access.Batch, from, to, into, emitter.Tests, emitter.Maps).Compile();
    }

    private static TTest Once<TTest>(ExpressionEmitter emitter, Linq value, params ReadOnlySpan<ParameterExpression> parameters)
        where TTest : Delegate =>
        Linq.Lambda<TTest>(Linq.Block(emitter.Locals, [.. emitter.Prologue, value]), [.. parameters, emitter.Tests, emitter.Maps]).Compile();
}
