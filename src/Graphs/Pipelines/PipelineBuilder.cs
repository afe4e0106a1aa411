using Millrace.Actors.Kernel;
using Millrace.Graphs.Pipelines.Drafts;
using Millrace.Graphs.Pipelines.Expressions;
using Millrace.Graphs.Sinks;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Pipelines;

/// <summary>
/// A pipeline in C#: the same as in YAML, word for word, with the same checks. Conditions and aggregates are expressions as in <c>docs/pipeline.md</c>.
/// Not for use by several threads.
/// </summary>
/// <param name="name">The pipeline's name.</param>
public sealed class PipelineBuilder(string name)
{
    private readonly PipelineDraft draft = new() { Name = new Placed<string>(name, default), MayBeEmpty = true };

    /// <summary>Where readings come from.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="key">The field that holds the key; null for the message key.</param>
    /// <param name="time">The field that holds the event time; null for the record's timestamp.</param>
    /// <param name="partitionedBy">The field that the topic is keyed by; null for <paramref name="key"/>.</param>
    /// <param name="format">How records are written; null as a file's extension says, otherwise JSON.</param>
    /// <param name="delimiter">What separates cells of CSV; null to find it.</param>
    /// <param name="timeZone">The zone of times that name none; null for UTC.</param>
    public PipelineBuilder Source(
        string topic,
        string? key = null,
        string? time = null,
        string? partitionedBy = null,
        RecordEncoding? format = null,
        char? delimiter = null,
        TimeZoneInfo? timeZone = null)
    {
        draft.Source.Topic = Place(topic);
        draft.Source.Key = key is null ? null : Place(key);
        draft.Source.Time = time;
        draft.Source.PartitionedBy = partitionedBy is null ? null : Place(partitionedBy);
        draft.Source.Format = format;
        draft.Source.Delimiter = delimiter;
        draft.Source.TimeZone = timeZone ?? TimeZoneInfo.Utc;
        return this;
    }

    /// <summary>Says what a field holds; without this it follows from its use.</summary>
    public PipelineBuilder Field(string field, FieldType type)
    {
        draft.Source.Fields.Add((Place(field), type));
        return this;
    }

    /// <summary>How event time advances; without this as in <see cref="PipelineDefinition.Watermark"/>.</summary>
    public PipelineBuilder Watermark(WatermarkStrategy strategy)
    {
        draft.Watermark = strategy;
        return this;
    }

    /// <summary>The outputs of late readings and of dead letters.</summary>
    public PipelineBuilder Outputs(string late, string deadLetters)
    {
        draft.Late = Place(late);
        draft.DeadLetters = Place(deadLetters);
        return this;
    }

    /// <summary>Adds a window.</summary>
    public PipelineBuilder Window(string window, Action<WindowBuilder> build)
    {
        var builder = new WindowBuilder(window);
        build(builder);
        draft.Windows.Add(builder.Draft);
        return this;
    }

    /// <summary>Adds a pattern.</summary>
    public PipelineBuilder Pattern(string pattern, Action<PatternBuilder> build)
    {
        var builder = new PatternBuilder(pattern);
        build(builder);
        draft.Patterns.Add(builder.Draft);
        return this;
    }

    /// <summary>Adds a sink.</summary>
    /// <param name="target">Where it writes to.</param>
    /// <param name="sinkName">The name under which its position is kept; null for that of its kind: <c>file</c>, <c>webhook</c>, <c>sql</c>, <c>console</c>.</param>
    /// <param name="outputs">The outputs that it takes; none for all.</param>
    public PipelineBuilder Sink(SinkTarget target, string? sinkName = null, params string[] outputs)
    {
        var kind = target switch { FileTarget => "file", WebhookTarget => "webhook", SqlTarget => "sql", _ => "console" };
        var sink = new SinkDraft { Name = Place(sinkName ?? kind), Target = new Placed<SinkTarget>(target, new SourcePosition(1, 1)) };
        sink.Outputs.AddRange(outputs.Select(Place));
        draft.Sinks.Add(sink);
        return this;
    }

    /// <summary>Checks and compiles what was said; the builder can be used again. It may have neither windows nor patterns: actors are added to what is built.</summary>
    /// <param name="options">What it is built into; null for the defaults.</param>
    /// <returns>The definition or all errors; their file is the pipeline's name, their line says nothing, their column is that within the expression.</returns>
    public PipelineLoad Build(PipelineOptions? options = null)
    {
        var errors = new ErrorList(draft.Name.Value);
        foreach (var output in new[] { draft.Late, draft.DeadLetters, draft.Source.Topic }.Concat(draft.Windows.Select(w => w.To)).Concat(draft.Patterns.Select(p => p.To)))
        {
            if (output is { } given && !OutputName.IsGood(given.Value))
                errors.Add(given.At, $"'{given.Value}' cannot be the name of an output", OutputName.Mend);
        }

        foreach (var window in draft.Windows)
        {
            if (window.Shape is null)
                errors.Add(default, $"the window '{window.Name.Value}' has no shape", "call Shape");
            if (window.Aggregates.Count == 0)
                errors.Add(default, $"the window '{window.Name.Value}' has nothing to aggregate", "call Aggregate");
        }

        var definition = new PipelineCompiler(draft, options ?? new PipelineOptions(), errors).Compile();
        return new PipelineLoad(definition, errors.Sorted, "");
    }

    internal static Placed<string> Place(string value) => new(value, new SourcePosition(1, 1));
}
