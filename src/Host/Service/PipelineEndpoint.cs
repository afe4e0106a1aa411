using Microsoft.AspNetCore.Http;
using Millrace.Graphs.Pipelines;

namespace Millrace.Host.Service;

/// <summary><c>GET /api/v1/pipeline</c>: what runs, in words and by its parts.</summary>
internal sealed class PipelineEndpoint(ServiceContext service)
{
    public Task HandleAsync(HttpContext http)
    {
        var pipeline = service.Pipeline.Definition;
        return JsonReply.WriteAsync(http, 200, json =>
        {
            json.WriteString("name", pipeline.Name);
            json.WriteStartObject("source");
            json.WriteString("topic", pipeline.Source.Topic);
            json.WriteNumber("partitions", service.Pipeline.Source.Partitions.Length);
            json.WriteString("key", pipeline.Source.Key);
            json.WriteString("partitionedBy", pipeline.Source.PartitionedBy);
            json.WriteString("time", pipeline.Source.Time);
            json.WriteEndObject();
            json.WriteStartArray("fields");
            foreach (var field in pipeline.Schema.Fields)
            {
                json.WriteStartObject();
                json.WriteString("name", field.Name);
                json.WriteString("type", field.Type switch { Messages.FieldType.Text => "text", Messages.FieldType.Boolean => "boolean", _ => "number" });
                json.WriteBoolean("key", field.IsKey);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("windows");
            foreach (var window in pipeline.Windows)
            {
                json.WriteStartObject();
                json.WriteString("name", window.Definition.Name);
                json.WriteString("key", window.Key.Name);
                json.WriteString("to", window.To);
                json.WriteStartArray("values");
                foreach (var aggregate in window.Definition.Aggregates)
                    json.WriteStringValue(aggregate.Name);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("patterns");
            foreach (var pattern in pipeline.Patterns)
            {
                json.WriteStartObject();
                json.WriteString("name", pattern.Definition.Name);
                json.WriteString("key", pattern.Key.Name);
                json.WriteString("to", pattern.To);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("outputs");
            foreach (var output in pipeline.Outputs)
                json.WriteStringValue(output);
            json.WriteEndArray();
            json.WriteStartArray("sinks");
            foreach (var sink in pipeline.Sinks)
                json.WriteStringValue(sink.Name);
            json.WriteEndArray();
            json.WriteString("description", PipelineDescription.Describe(pipeline));
        });
    }
}
