using Millrace.Messages;

namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>A type that may not be known yet. Variables that must be the same are joined into a tree; its root knows the type and who said so.</summary>
internal sealed class TypeVariable
{
    private TypeVariable? parent;

    public FieldType? Type { get; private set; }

    /// <summary>Where the type was said, for a person: "line 3, column 12".</summary>
    public string Said { get; private set; } = "";

    public static TypeVariable Of(FieldType type) => new() { Type = type };

    public TypeVariable Root()
    {
        var root = this;
        while (root.parent is not null)
            root = root.parent;
        for (var node = this; node.parent is not null;)
            (node, node.parent) = (node.parent, root);
        return root;
    }

    public void Say(FieldType type, string said)
    {
        Type = type;
        Said = said;
    }

    /// <summary>Makes two roots one; at most one of them knows a type, or both the same.</summary>
    public static void Join(TypeVariable a, TypeVariable b)
    {
        if (ReferenceEquals(a, b))
            return;
        var (root, other) = a.Type is null ? (b, a) : (a, b);
        other.parent = root;
    }
}
