using System.Globalization;
using Millrace.Actors.Kernel;
using Millrace.Actors.Windows;
using Millrace.Graphs.Pipelines.Expressions;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Pipelines;

/// <summary>A pipeline in words: the graph as it will run, for people. The same definition always gives the same text.</summary>
public static class PipelineDescription
{
    /// <summary>The width that lines are wrapped to; only a single word that is longer goes beyond.</summary>
    public const int Width = 96;

    /// <summary>Describes a pipeline: source, fields, watermark, outputs, then each window, each pattern and each sink.</summary>
    public static string Describe(PipelineDefinition pipeline)
    {
        var writer = new DescriptionWriter(Width);
        writer.Title($"pipeline {pipeline.Name}");
        writer.Line("source", Source(pipeline.Source));
        writer.Line("key", $"{Key(pipeline.Source.Key)}; the topic is keyed by {Key(pipeline.Source.PartitionedBy)}");
        writer.Line("time", pipeline.Source.Time is { } time ? $"{time}; without a zone it is {pipeline.Source.TimeZone.Id}" : "the record's own timestamp");
        writer.Line("fields", string.Join(", ", pipeline.Schema.Fields.Select(f => FieldText(f, pipeline))));
        writer.Line("watermark", Watermark(pipeline.Watermark));
        writer.Line("late", pipeline.Late);
        writer.Line("deadLetters", pipeline.DeadLetters);
        foreach (var window in pipeline.Windows)
            Window(writer, window, pipeline);
        foreach (var pattern in pipeline.Patterns)
            PatternDescription.Write(writer, pattern, Route(pattern.Key.Name, pipeline.Source));
        foreach (var sink in pipeline.Sinks)
            SinkDescription.Write(writer, sink);
        return writer.ToString();
    }

    private static string Source(SourceDefinition source) =>
        $"topic {source.Topic}, " + source.Format switch
        {
            null => "JSON, or as a file's extension says",
            RecordEncoding.Json => "JSON",
            _ => source.Delimiter switch { null => "CSV, delimiter found", '\t' => "CSV, delimiter tab", var one => $"CSV, delimiter {one}" },
        };

    private static string Key(string field) => field == SourceDefinition.MessageKey ? "the message key (of a file: its name)" : field;

    private static string FieldText(Field field, PipelineDefinition pipeline)
    {
        var type = field.Type switch { FieldType.Text => "text", FieldType.Boolean => "boolean", _ => "number" };
        var note = field.IsKey ? " (key)" : pipeline.AssumedNumbers.Contains(field.Name) ? " (assumed)" : "";
        return $"{ExpressionPrinter.Name(field.Name)} {type}{note}";
    }

    private static string Watermark(WatermarkStrategy watermark)
    {
        var moves = watermark.Kind == WatermarkKind.Punctuated
            ? "by control records alone"
            : $"{DurationText.Format(watermark.MaxOutOfOrderness)} behind the latest reading";
        var idle = watermark.IdleTimeout is { } timeout ? $"idle after {DurationText.Format(timeout)} of silence" : "never idle";
        return $"{moves}, one for each {(watermark.PerKey ? "key" : "partition")}, {idle}";
    }

    /// <summary>Readings of one key come from one partition when the topic is keyed by it or by what the source's key belongs to; else they are routed.</summary>
    private static string Route(string key, SourceDefinition source) =>
        Key(key) + (key == source.Key || key == source.PartitionedBy ? "" : ", through the re-partition log");

    private static void Window(DescriptionWriter writer, PipelineWindow window, PipelineDefinition pipeline)
    {
        var definition = window.Definition;
        writer.Title($"window {definition.Name}", $"-> {window.To}");
        writer.Line("key", Route(window.Key.Name, pipeline.Source));
        if (definition.Where is { } where)
            writer.Line("where", where.Text);
        writer.Line("shape", Shape(definition.Shape));
        writer.Line("fires", Fires(definition));
        var label = "values";
        foreach (var aggregate in definition.Aggregates)
        {
            var parameter = double.IsNaN(aggregate.Parameter) ? "" : ", " + aggregate.Parameter.ToString("R", CultureInfo.InvariantCulture);
            writer.Line(label, $"{aggregate.Name} = {aggregate.Function}({aggregate.Argument?.Text}{parameter})");
            label = "";
        }

        if (definition.Having is { } having)
            writer.Line("having", having.Text);
        writer.Line("memory", WindowMemory.Of(definition, pipeline.Functions).ToString());
    }

    private static string Shape(WindowShape shape) => shape switch
    {
        TumblingWindow window => $"tumbling {D(window.Size)}{Offset(window.Offset)}",
        SlidingWindow window => $"sliding {D(window.Size)} every {D(window.Every)}{Offset(window.Offset)}",
        CumulateWindow window => $"cumulate up to {D(window.Size)} by {D(window.Every)}{Offset(window.Offset)}",
        SessionWindow window => $"session, gap {D(window.Gap)}" + (window.MaxDuration is { } most ? $", at most {D(most)}" : ""),
        LookbackWindow window => $"lookback over the last {D(window.Duration)}",
        CountWindow window => $"every {window.Readings.ToString("N0", CultureInfo.InvariantCulture)} readings",
        _ => shape.ToString()!,
    };

    private static string Offset(TimeSpan offset) => offset == TimeSpan.Zero ? "" : $", shifted by {(offset < TimeSpan.Zero ? "-" : "")}{D(offset.Duration())}";

    private static string Fires(WindowDefinition window)
    {
        var fires = window.Shape switch
        {
            LookbackWindow => "after each reading, in the order of event time",
            CountWindow => "when full",
            _ => "at the window's end",
        };
        if (window.Early is { } early)
            fires += early.Every is { } every ? $", provisionally each {D(every)}" : ", provisionally after each reading";
        return window.AllowedLateness > TimeSpan.Zero ? $"{fires}, again for readings up to {D(window.AllowedLateness)} late" : fires;
    }

    private static string D(TimeSpan span) => DurationText.Format(span);
}
