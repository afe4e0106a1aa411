using Linq = System.Linq.Expressions.Expression;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>How compiled code gets at the values that an expression names. Numbers and booleans are doubles, texts are symbols.</summary>
internal abstract class ValueAccess
{
    public abstract Linq Number(string field);

    public abstract Linq Symbol(string field);

    public virtual Linq Number(StepFieldNode node) => throw OutsidePattern();

    public virtual Linq Symbol(StepFieldNode node) => throw OutsidePattern();

    public virtual Linq Count(string step) => throw OutsidePattern();

    private static InvalidOperationException OutsidePattern() => new("A step is referred to outside of a pattern.");
}
