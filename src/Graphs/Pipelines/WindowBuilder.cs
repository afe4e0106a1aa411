using Millrace.Actors.Windows;
using Millrace.Graphs.Pipelines.Drafts;
using Millrace.Graphs.Pipelines.Expressions;

namespace Millrace.Graphs.Pipelines;

/// <summary>A window of a <see cref="PipelineBuilder"/>: the keys of the YAML as methods.</summary>
public sealed class WindowBuilder
{
    internal WindowBuilder(string name) => Draft = new WindowDraft { Name = PipelineBuilder.Place(name) };

    internal WindowDraft Draft { get; }

    /// <summary>Only readings that fulfil the condition count.</summary>
    public WindowBuilder Where(string condition) => With(d => d.Where = ExpressionSource.Of(condition));

    /// <summary>The text field that keys the actors; default the source's key.</summary>
    public WindowBuilder Key(string field) => With(d => d.Key = PipelineBuilder.Place(field));

    /// <summary>Which windows a reading falls into.</summary>
    public WindowBuilder Shape(WindowShape shape) => With(d => d.Shape = shape);

    /// <summary>Windows of one size, one after the other.</summary>
    public WindowBuilder Tumbling(TimeSpan size, TimeSpan offset = default) => Shape(new TumblingWindow(size, offset));

    /// <summary>How long after its end a window still takes readings.</summary>
    public WindowBuilder AllowedLateness(TimeSpan lateness) => With(d => d.AllowedLateness = lateness);

    /// <summary>Provisional results each so much event time; null after each reading.</summary>
    public WindowBuilder Early(TimeSpan? every) => With(d => d.Early = new EarlyResults(every));

    /// <summary>Adds a value of the result, such as <c>avg(value)</c>.</summary>
    public WindowBuilder Aggregate(string name, string aggregate) => With(d => d.Aggregates.Add((PipelineBuilder.Place(name), ExpressionSource.Of(aggregate))));

    /// <summary>Only results that fulfil the condition are emitted.</summary>
    public WindowBuilder Having(string condition) => With(d => d.Having = ExpressionSource.Of(condition));

    /// <summary>The output; default one of the window's name.</summary>
    public WindowBuilder To(string output) => With(d => d.To = PipelineBuilder.Place(output));

    private WindowBuilder With(Action<WindowDraft> change)
    {
        change(Draft);
        return this;
    }
}
