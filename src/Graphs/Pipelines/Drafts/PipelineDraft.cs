using Millrace.Actors.Kernel;
using Millrace.Graphs.Pipelines.Expressions;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Pipelines.Drafts;

/// <summary>A pipeline as it is written, before its names and expressions are checked: what the YAML reader and the builder both make.</summary>
internal sealed class PipelineDraft
{
    public Placed<string> Name { get; set; } = new("", new SourcePosition(1, 1));

    public SourceDraft Source { get; set; } = new();

    public WatermarkStrategy Watermark { get; set; } = new() { MaxOutOfOrderness = PipelineDefinition.DefaultMaxOutOfOrderness };

    public Placed<string>? Late { get; set; }

    public Placed<string>? DeadLetters { get; set; }

    public List<WindowDraft> Windows { get; } = [];

    public List<PatternDraft> Patterns { get; } = [];

    public List<SinkDraft> Sinks { get; } = [];

    /// <summary>Whether neither windows nor patterns is no error, since actors may be added later.</summary>
    public bool MayBeEmpty { get; init; }
}

/// <summary>The source as it is written.</summary>
internal sealed class SourceDraft
{
    public Placed<string>? Topic { get; set; }

    public RecordEncoding? Format { get; set; }

    public char? Delimiter { get; set; }

    public Placed<string>? Key { get; set; }

    public Placed<string>? PartitionedBy { get; set; }

    public string? Time { get; set; }

    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.Utc;

    public List<(Placed<string> Name, FieldType Type)> Fields { get; } = [];
}
