using System.Globalization;
using Millrace.Graphs.Sinks;
using Millrace.Messages;

namespace Millrace.Graphs.Pipelines;

/// <summary>A sink in words. Values of headers are not shown: they may be secrets, and so may the path of an address.</summary>
internal static class SinkDescription
{
    public static void Write(DescriptionWriter writer, SinkDefinition sink)
    {
        writer.Title($"sink {sink.Name}");
        writer.Line("takes", sink.Outputs.IsEmpty ? "all outputs" : string.Join(", ", sink.Outputs));
        switch (sink.Target)
        {
            case FileTarget file:
                writer.Line("file", $"{file.Path}, JSON lines, each once");
                break;
            case WebhookTarget webhook:
                writer.Line("webhook", $"POST {webhook.Url.GetLeftPart(UriPartial.Authority)}, at least once, up to {webhook.Batch.ToString("N0", CultureInfo.InvariantCulture)} records a request, {DurationText.Format(webhook.Timeout)} each");
                if (!webhook.Headers.IsEmpty)
                    writer.Line("headers", string.Join(", ", webhook.Headers.Select(header => header.Name)));
                break;
            case SqlTarget sql:
                writer.Line("sql", $"table {sql.Table} of {sql.Sqlite}, each once");
                break;
            default:
                writer.Line("console", "standard output, at least once");
                break;
        }
    }
}
