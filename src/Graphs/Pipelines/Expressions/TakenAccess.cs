using System.Collections.Immutable;
using System.Linq.Expressions;
using Millrace.Actors.Patterns;
using Millrace.Messages;
using Linq = System.Linq.Expressions.Expression;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>Values of the reading that a step is to take, and of the events taken before it.</summary>
internal sealed class TakenAccess(ReadingSchema schema, ImmutableArray<string> steps) : ValueAccess
{
    public ParameterExpression Current { get; } = Linq.Parameter(typeof(PatternEvent), "current");

    public ParameterExpression Taken { get; } = Linq.Parameter(typeof(ITakenEvents), "taken");

    public static double NumberOf(PatternEvent? taken, int column) => taken is null ? double.NaN : taken.Number(column);

    public static int SymbolOf(PatternEvent? taken, int column) => taken is null ? SymbolTable.Missing : taken.Symbol(column);

    public override Linq Number(string field) => Linq.Call(Current, nameof(PatternEvent.Number), null, Column(field));

    public override Linq Symbol(string field) => Linq.Call(Current, nameof(PatternEvent.Symbol), null, Column(field));

    public override Linq Number(StepFieldNode node) => node.Selector switch
    {
        StepSelector.First or StepSelector.Last => Linq.Call(typeof(TakenAccess), nameof(NumberOf), null, Event(node), Column(node.Field)),
        StepSelector.Sum => Figure(nameof(ITakenEvents.Sum), node),
        StepSelector.Average => Figure(nameof(ITakenEvents.Average), node),
        StepSelector.Min => Figure(nameof(ITakenEvents.Min), node),
        _ => Figure(nameof(ITakenEvents.Max), node),
    };

    public override Linq Symbol(StepFieldNode node) =>
        Linq.Call(typeof(TakenAccess), nameof(SymbolOf), null, Event(node), Column(node.Field));

    public override Linq Count(string step) =>
        Linq.Convert(Linq.Call(Taken, nameof(ITakenEvents.Count), null, Step(step)), typeof(double));

    private MethodCallExpression Event(StepFieldNode node) =>
        Linq.Call(Taken, node.Selector == StepSelector.First ? nameof(ITakenEvents.First) : nameof(ITakenEvents.Last), null, Step(node.Step));

    private MethodCallExpression Figure(string method, StepFieldNode node) => Linq.Call(Taken, method, null, Step(node.Step), Column(node.Field));

    private ConstantExpression Step(string name) => Linq.Constant(steps.IndexOf(name));

    private ConstantExpression Column(string field) =>
        Linq.Constant((schema.Find(field) ?? throw new InvalidOperationException($"The field '{field}' is not in the reading schema.")).Column);
}
