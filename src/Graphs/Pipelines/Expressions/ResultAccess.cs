using System.Collections.Immutable;
using System.Linq.Expressions;
using Millrace.Messages;
using Linq = System.Linq.Expressions.Expression;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>The values of a window's result, by name.</summary>
internal sealed class ResultAccess(ImmutableArray<string> names) : ValueAccess
{
    public ParameterExpression Values { get; } = Linq.Parameter(typeof(double[]), "values");

    public static int SymbolOf(double value) => double.IsNaN(value) ? SymbolTable.Missing : (int)value;

    public override Linq Number(string field) => Linq.ArrayIndex(Values, Linq.Constant(names.IndexOf(field)));

    public override Linq Symbol(string field) => Linq.Call(typeof(ResultAccess), nameof(SymbolOf), null, Number(field));
}
