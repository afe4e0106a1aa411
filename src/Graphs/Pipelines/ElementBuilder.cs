using Millrace.Actors.Patterns;
using Millrace.Graphs.Pipelines.Drafts;
using Millrace.Graphs.Pipelines.Expressions;

namespace Millrace.Graphs.Pipelines;

/// <summary>A step, group or choice of a <see cref="PatternBuilder"/>.</summary>
public sealed class ElementBuilder
{
    private readonly ElementDraft draft;

    internal ElementBuilder(ElementDraft draft) => this.draft = draft;

    /// <summary>How its first event lies to the event taken before it.</summary>
    public ElementBuilder Contiguity(Contiguity contiguity) => With(d => d.Contiguity = contiguity);

    /// <summary>How often it is taken.</summary>
    public ElementBuilder Times(Quantifier quantifier) => With(d => d.Quantifier = quantifier);

    /// <summary>Such a reading must not come.</summary>
    public ElementBuilder Not() => With(d => d.Not = true);

    /// <summary>What ends its loop: no step of it takes such a reading, and once the loop has begun no further one.</summary>
    public ElementBuilder Until(string condition) => With(d => d.Until = ExpressionSource.Of(condition));

    /// <summary>The gap from the event before to its first event is less than this.</summary>
    public ElementBuilder Within(TimeSpan gap) => With(d => d.Within = gap);

    /// <summary>The gap between two events of its loop is less than this.</summary>
    public ElementBuilder LoopWithin(TimeSpan gap) => With(d => d.LoopWithin = gap);

    private ElementBuilder With(Action<ElementDraft> change)
    {
        change(draft);
        return this;
    }
}
