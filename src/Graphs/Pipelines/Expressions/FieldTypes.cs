using System.Collections.Immutable;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>
/// What each field holds, inferred from how all expressions of a pipeline use it: declared first, then used. A field of which nothing is said is a number.
/// One instance a pipeline (and one for the values of each <c>having</c>); for one thread.
/// </summary>
public sealed class FieldTypes
{
    private readonly Dictionary<string, TypeVariable> byName = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private readonly bool closed;

    /// <summary>Fields that come to be by being used.</summary>
    public FieldTypes()
    {
    }

    private FieldTypes(bool closed) => this.closed = closed;

    /// <summary>The fields declared or used, in the order of their first mention.</summary>
    public ImmutableArray<string> Names => [.. names];

    /// <summary>These names and no others: the values of a result.</summary>
    public static FieldTypes Only(params IEnumerable<(string Name, FieldType Type)> values)
    {
        var types = new FieldTypes(closed: true);
        foreach (var (name, type) in values)
            types.Declare(name, type, "by its function");
        return types;
    }

    /// <summary>Says what a field holds.</summary>
    /// <param name="name">The field.</param>
    /// <param name="type">What it holds.</param>
    /// <param name="said">Where that is said, for messages about a use that contradicts it.</param>
    /// <returns>False when something else has been said before.</returns>
    public bool Declare(string name, FieldType type, string said)
    {
        var variable = Add(name).Root();
        if (variable.Type is { } known)
            return known == type;
        variable.Say(type, said);
        return true;
    }

    /// <summary>What a field holds, as far as it is known by now.</summary>
    public FieldType Of(string name) => byName.GetValueOrDefault(name)?.Root().Type ?? FieldType.Number;

    /// <summary>Whether anything is said of what a field holds; else it is taken for a number.</summary>
    public bool IsKnown(string name) => byName.GetValueOrDefault(name)?.Root().Type is not null;

    /// <summary>Takes in how an expression uses fields.</summary>
    /// <param name="node">The expression.</param>
    /// <param name="expected">What it must give; null for any type.</param>
    /// <param name="source">Its text and place.</param>
    /// <param name="by">What expects it, for messages.</param>
    /// <returns>Every use that contradicts another; none when all is well.</returns>
    public ImmutableArray<ExpressionError> Infer(ExpressionNode node, FieldType? expected, ExpressionSource source, string by = "a condition")
    {
        var inference = new TypeInference(this, source);
        if (expected is { } type)
            inference.Require(node, type, by);
        else
            inference.Visit(node);
        return inference.Errors;
    }

    /// <summary>Takes in an expression as <see cref="Infer"/> does, and gives the variable of its own type.</summary>
    internal TypeVariable VariableOf(ExpressionNode node, ExpressionSource source) => new TypeInference(this, source).Visit(node);

    /// <summary>Says that a value has the type of a variable, whatever that comes to be.</summary>
    internal void Bind(string name, TypeVariable variable)
    {
        names.Add(name);
        byName[name] = variable;
    }

    /// <summary>The variable of a field, or null when only certain names are known and this is none of them.</summary>
    internal TypeVariable? Find(string name) => byName.GetValueOrDefault(name) ?? (closed ? null : Add(name));

    private TypeVariable Add(string name)
    {
        if (byName.TryGetValue(name, out var known))
            return known;
        names.Add(name);
        return byName[name] = new TypeVariable();
    }
}
