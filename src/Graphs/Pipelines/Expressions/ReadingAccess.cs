using System.Linq.Expressions;
using Millrace.Messages;
using Linq = System.Linq.Expressions.Expression;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>Values of one row of a batch. Each column used is held in a local that is set before the loop.</summary>
internal sealed class ReadingAccess(ReadingSchema schema) : ValueAccess
{
    private readonly Dictionary<string, ParameterExpression> columns = new(StringComparer.Ordinal);

    public ParameterExpression Batch { get; } = Linq.Parameter(typeof(ReadingBatch), "batch");

    public ParameterExpression Row { get; } = Linq.Variable(typeof(int), "row");

    /// <summary>Set right after construction: the emitter and the access need each other.</summary>
    public ExpressionEmitter? Emitter { private get; set; }

    public override Linq Number(string field) => Linq.ArrayIndex(Column(field, nameof(ReadingBatch.Numbers), typeof(double[])), Row);

    public override Linq Symbol(string field) => Linq.ArrayIndex(Column(field, nameof(ReadingBatch.Symbols), typeof(int[])), Row);

    private ParameterExpression Column(string name, string columnsOf, Type type)
    {
        if (columns.TryGetValue(name, out var known))
            return known;
        var field = schema.Find(name) ?? throw new InvalidOperationException($"The field '{name}' is not in the reading schema.");
        var all = Linq.Property(Batch, columnsOf);
        return columns[name] = Emitter!.Local(type, Linq.ArrayIndex(all, Linq.Constant(field.Column)));
    }
}
