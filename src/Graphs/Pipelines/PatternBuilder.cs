using Millrace.Actors.Patterns;
using Millrace.Graphs.Pipelines.Drafts;
using Millrace.Graphs.Pipelines.Expressions;

namespace Millrace.Graphs.Pipelines;

/// <summary>A pattern of a <see cref="PipelineBuilder"/>: the keys of the YAML as methods.</summary>
public sealed class PatternBuilder
{
    internal PatternBuilder(string name) => Draft = new PatternDraft { Name = PipelineBuilder.Place(name) };

    internal PatternDraft Draft { get; }

    /// <summary>The text field that keys the actors; default the source's key.</summary>
    public PatternBuilder Key(string field) => With(d => d.Key = PipelineBuilder.Place(field));

    /// <summary>Readings that do not fulfil the condition do not exist for the pattern.</summary>
    public PatternBuilder Where(string condition) => With(d => d.Where = ExpressionSource.Of(condition));

    /// <summary>The span from first to last event is less than this.</summary>
    public PatternBuilder Within(TimeSpan span) => With(d => d.Within = span);

    /// <summary>What a match does to those that overlap it.</summary>
    public PatternBuilder Skip(SkipStrategy skip) => With(d => d.Skip = new Placed<SkipStrategy>(skip, new SourcePosition(1, 1)));

    /// <summary>The order in which readings are matched.</summary>
    public PatternBuilder Order(MatchOrder order) => With(d => d.Order = order);

    /// <summary>Whether partial matches that run out of time are emitted.</summary>
    public PatternBuilder Timeouts(bool emitted = true) => With(d => d.Timeouts = emitted);

    /// <summary>The most partial matches per key.</summary>
    public PatternBuilder MaxPartialMatches(int most) => With(d => d.MaxPartialMatches = most);

    /// <summary>Adds a step.</summary>
    /// <param name="name">Its name, unique in the pattern.</param>
    /// <param name="where">Its condition; null takes every reading.</param>
    /// <param name="build">What else there is to say of it.</param>
    public PatternBuilder Step(string name, string? where = null, Action<ElementBuilder>? build = null) => Add(ElementKind.Step, name, where, build, null);

    /// <summary>Adds a group of elements, which takes quantifiers like a step.</summary>
    public PatternBuilder Group(Action<PatternBuilder> elements, Action<ElementBuilder>? build = null) => Add(ElementKind.Group, "", null, build, elements);

    /// <summary>Adds a choice: any one of the elements.</summary>
    public PatternBuilder OneOf(Action<PatternBuilder> alternatives, Action<ElementBuilder>? build = null) => Add(ElementKind.Choice, "", null, build, alternatives);

    /// <summary>The output; default one of the pattern's name.</summary>
    public PatternBuilder To(string output) => With(d => d.To = PipelineBuilder.Place(output));

    private PatternBuilder Add(ElementKind kind, string name, string? where, Action<ElementBuilder>? build, Action<PatternBuilder>? children)
    {
        var element = new ElementDraft
        {
            Kind = kind,
            At = new SourcePosition(1, 1),
            Name = PipelineBuilder.Place(name),
            Where = where is null ? null : ExpressionSource.Of(where),
        };
        build?.Invoke(new ElementBuilder(element));
        if (children is not null)
        {
            var inner = new PatternBuilder(name);
            children(inner);
            element.Children.AddRange(inner.Draft.Elements);
        }

        Draft.Elements.Add(element);
        return this;
    }

    private PatternBuilder With(Action<PatternDraft> change)
    {
        change(Draft);
        return this;
    }
}
