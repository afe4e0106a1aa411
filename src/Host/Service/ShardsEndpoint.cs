using Microsoft.AspNetCore.Http;

namespace Millrace.Host.Service;

/// <summary><c>GET /api/v1/shards</c>: where each partition and each sink stands.</summary>
internal sealed class ShardsEndpoint(ServiceContext service)
{
    public Task HandleAsync(HttpContext http) => JsonReply.WriteAsync(http, 200, json =>
    {
        var status = service.Pipeline.Status;
        json.WriteString("pipeline", service.Pipeline.Definition.Name);
        json.WriteNumber("shardsPerPartition", service.Options.ShardsPerPartition);
        StatusJson.Partitions(json, status, service.Clock.GetUtcNow());
        StatusJson.Sinks(json, status);
        json.WriteStartObject("ingest");
        var appender = service.Appender.Statistics;
        json.WriteNumber("records", appender.Records);
        json.WriteNumber("requests", appender.Requests);
        json.WriteNumber("failedRequests", appender.Failed);
        json.WriteNumber("groups", appender.Groups);
        json.WriteNumber("queuedBytes", appender.QueuedBytes);
        json.WriteNumber("requestBytes", service.Budget.Used);
        json.WriteEndObject();
    });
}
