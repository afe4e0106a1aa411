using Millrace.Actors.Patterns;
using Millrace.Graphs.Pipelines.Expressions;

namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>A pattern as it is written.</summary>
internal sealed class PatternDraft
{
    public Placed<string> Name { get; set; }

    public Placed<string>? Key { get; set; }

    public ExpressionSource? Where { get; set; }

    public TimeSpan? Within { get; set; }

    public Placed<SkipStrategy> Skip { get; set; } = new(SkipStrategy.NoSkip, default);

    public MatchOrder Order { get; set; } = MatchOrder.EventTime;

    public bool Timeouts { get; set; }

    public int MaxPartialMatches { get; set; } = 10_000;

    public List<ElementDraft> Elements { get; } = [];

    public Placed<string>? To { get; set; }

    /// <summary>Every step, depth first: the numbering of the matcher.</summary>
    public IEnumerable<ElementDraft> Steps => All.Where(element => element.Kind == ElementKind.Step);

    /// <summary>Every element, depth first, a group before what it holds.</summary>
    public IEnumerable<ElementDraft> All => Elements.SelectMany(element => element.All);
}

/// <summary>What an element of a pattern is.</summary>
internal enum ElementKind
{
    Step,
    Group,
    Choice,
}

/// <summary>A step, a group or a choice as it is written.</summary>
internal sealed class ElementDraft
{
    public ElementKind Kind { get; set; }

    public SourcePosition At { get; set; }

    public Placed<string> Name { get; set; } = new("", default);

    public ExpressionSource? Where { get; set; }

    public bool Not { get; set; }

    public Contiguity Contiguity { get; set; } = Contiguity.FollowedBy;

    public Quantifier Quantifier { get; set; } = Quantifier.Once;

    public ExpressionSource? Until { get; set; }

    public TimeSpan? Within { get; set; }

    public TimeSpan? LoopWithin { get; set; }

    public List<ElementDraft> Children { get; } = [];

    public IEnumerable<ElementDraft> Steps => All.Where(element => element.Kind == ElementKind.Step);

    /// <summary>Itself and every element inside it, depth first.</summary>
    public IEnumerable<ElementDraft> All => Children.SelectMany(child => child.All).Prepend(this);
}
