using Millrace.Actors.Kernel;
using Millrace.Graphs.Pipelines.Drafts;
using Millrace.Graphs.Pipelines.Expressions;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Pipelines.Yaml;

/// <summary>Reads the file's root, source and watermark.</summary>
internal sealed class PipelineReader(ErrorList errors, ScalarPlaces places)
{
    internal static readonly string[] RootKeys = ["pipeline", "source", "watermark", "late", "deadLetters", "windows", "patterns", "sinks"];
    internal static readonly string[] SourceKeys = ["topic", "format", "delimiter", "key", "partitionedBy", "time", "timeZone", "fields"];
    internal static readonly string[] WatermarkKeys = ["strategy", "maxOutOfOrderness", "idleTimeout", "per"];

    public PipelineDraft? Read(YamlValue root)
    {
        if (root is not YamlMap map)
        {
            errors.Add(root.At, $"a pipeline file is a mapping, not {root.Kind}", "begin with pipeline: NAME");
            return null;
        }

        var reader = new MapReader(map, "a pipeline", RootKeys, errors, places);
        var draft = new PipelineDraft();
        if (!reader.Has("pipeline"))
            errors.Add(map.At, "this pipeline has no name", "add pipeline: NAME");
        if (reader.Text("pipeline") is { } name)
            draft.Name = name;
        if (reader.Mapping("source", "source", SourceKeys, "write topic:, key:, time: below it") is { } source)
            draft.Source = Source(source);
        else if (!reader.Has("source"))
            errors.Add(map.At, "this pipeline has no source", "add source: with topic:, key: and time:");
        if (reader.Mapping("watermark", "watermark", WatermarkKeys, "write { maxOutOfOrderness: 2s }") is { } watermark)
            draft.Watermark = Watermark(watermark);
        draft.Late = reader.Output("late");
        draft.DeadLetters = reader.Output("deadLetters");
        foreach (var window in reader.Mappings("windows", "write - name: NAME and its keys"))
            draft.Windows.Add(WindowReader.Read(reader.Inner(window, "a window", WindowReader.Keys)));
        foreach (var pattern in reader.Mappings("patterns", "write - name: NAME and its keys"))
            draft.Patterns.Add(PatternReader.Read(reader.Inner(pattern, "a pattern", PatternReader.Keys)));
        foreach (var sink in reader.Mappings("sinks", "write - file: PATH, or another target"))
            draft.Sinks.Add(SinkReader.Read(reader.Inner(sink, "a sink", SinkReader.Keys)));
        return draft;
    }

    private SourceDraft Source(MapReader reader)
    {
        var source = new SourceDraft
        {
            Topic = reader.Output("topic"),
            Format = reader.Choice("format", ("json", RecordEncoding.Json), ("csv", RecordEncoding.Csv)),
            Key = reader.Text("key"),
            PartitionedBy = reader.Text("partitionedBy"),
            Time = reader.Text("time")?.Value,
        };
        if (reader.Text("delimiter") is { } delimiter)
        {
            source.Delimiter = delimiter.Value switch { "tab" or "\\t" => '\t', { Length: 1 } one => one[0], _ => null };
            if (source.Delimiter is null || source.Delimiter is '"' or '\n' or '\r' || !char.IsAscii(source.Delimiter.Value))
                reader.Report("delimiter", $"'{delimiter.Value}' cannot separate cells", "one character such as ';' or ',' or tab");
            if (source.Format == RecordEncoding.Json)
                reader.Report("delimiter", "JSON has no delimiter", "leave it out, or write format: csv");
        }

        if (reader.Text("timeZone") is { } zone)
        {
            if (TimeZoneInfo.TryFindSystemTimeZoneById(zone.Value, out var found))
                source.TimeZone = found;
            else
                reader.Report("timeZone", $"there is no time zone '{zone.Value}'", "an IANA name such as Europe/Berlin, or UTC");
        }

        ReadFields(reader, source);
        return source;
    }

    private void ReadFields(MapReader reader, SourceDraft source)
    {
        if (reader.Value("fields") is YamlMap fields)
        {
            foreach (var (name, value) in fields.Entries)
            {
                FieldType? type = (value as YamlText)?.Text switch
                {
                    "number" => FieldType.Number,
                    "text" => FieldType.Text,
                    "boolean" => FieldType.Boolean,
                    _ => null,
                };
                if (type is { } known)
                    source.Fields.Add((new Placed<string>(name.Text, name.At), known));
                else
                    errors.Add(value.At, $"there is no field type {value.Kind}", value is YamlText wrong ? Suggestion.Mend(wrong.Text, ["number", "text", "boolean"]) : "number, text or boolean");
            }
        }
        else if (reader.Has("fields"))
        {
            reader.Wrong("fields", "a mapping", "write { value: number, metric: text, on: boolean }");
        }
    }

    private static WatermarkStrategy Watermark(MapReader reader)
    {
        var kind = reader.Choice("strategy", ("bounded", WatermarkKind.Bounded), ("punctuated", WatermarkKind.Punctuated)) ?? WatermarkKind.Bounded;
        if (kind == WatermarkKind.Punctuated && reader.Has("maxOutOfOrderness"))
            reader.Report("maxOutOfOrderness", "a punctuated watermark moves on control records alone", "leave maxOutOfOrderness out");
        return new WatermarkStrategy
        {
            Kind = kind,
            MaxOutOfOrderness = reader.Duration("maxOutOfOrderness", TimeSpan.Zero) ?? PipelineDefinition.DefaultMaxOutOfOrderness,
            IdleTimeout = reader.Duration("idleTimeout", TimeSpan.FromMilliseconds(1)),
            PerKey = reader.Choice("per", ("partition", false), ("key", true)) ?? false,
        };
    }
}
