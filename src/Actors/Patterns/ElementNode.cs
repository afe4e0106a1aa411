namespace Millrace.Actors.Patterns;

/// <summary>An element in its place in the definition, with what the compiler needs to know of it.</summary>
internal sealed class ElementNode
{
    /// <summary>The element; null for the pattern itself, which is a sequence.</summary>
    public PatternElement? Element { get; init; }

    public ElementNode? Parent { get; init; }

    /// <summary>Its place among its parent's children.</summary>
    public int Index { get; init; }

    public List<ElementNode> Children { get; } = [];

    /// <summary>The number of the step, depth first, negated ones included; -1 for a group or a choice.</summary>
    public int StepIndex { get; init; } = -1;

    /// <summary>How many loops lie around the element: the slot of its own counter if it is a loop.</summary>
    public int LoopDepth { get; init; }

    public bool IsLoop => Element is { Quantifier.IsLoop: true };

    public bool IsNegated => Element is Step { Not: true };

    public Step? Step => Element as Step;

    /// <summary>Whether it can be passed by without taking an event.</summary>
    public bool IsNullable => Element is { Quantifier.Optional: true } || IsBodyNullable;

    /// <summary>Whether one iteration of it can take no event.</summary>
    public bool IsBodyNullable => Element switch
    {
        Step step => step.Not,
        Choice => Children.Any(c => c.IsNullable),
        _ => Children.All(c => c.IsNullable),
    };

    /// <summary>Rule 5: a greedy loop of a fixed count is as any other.</summary>
    public bool IsGreedy => Element is Step { Quantifier: { Greedy: true } quantifier } && quantifier.Max != quantifier.Min;

    /// <summary>The loops that it lies in, itself first if it is one, the outermost last.</summary>
    public IEnumerable<ElementNode> Loops()
    {
        for (var node = this; node.Parent is not null; node = node.Parent)
        {
            if (node.IsLoop)
                yield return node;
        }
    }

    /// <summary>The definition as a tree, and its steps in their order.</summary>
    public static ElementNode Build(PatternDefinition definition, List<ElementNode> steps)
    {
        var root = new ElementNode();
        foreach (var element in definition.Elements)
            root.Add(element, steps);
        return root;
    }

    private void Add(PatternElement element, List<ElementNode> steps)
    {
        var node = new ElementNode
        {
            Element = element,
            Parent = this,
            Index = Children.Count,
            StepIndex = element is Step ? steps.Count : -1,
            LoopDepth = LoopDepth + (IsLoop ? 1 : 0),
        };
        Children.Add(node);
        if (element is Step)
            steps.Add(node);
        var inner = element switch { Group group => group.Elements, Choice choice => choice.Alternatives, _ => [] };
        foreach (var child in inner)
            node.Add(child, steps);
    }
}
