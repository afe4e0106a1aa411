using Microsoft.AspNetCore.Http;
using Millrace.Graphs.Live;
using Millrace.Graphs.Sinks;

namespace Millrace.Host.Service;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it takes readings and everything behind them works; else why not.</summary>
internal sealed class HealthEndpoints(ServiceContext service)
{
    public static Task LiveAsync(HttpContext http) => JsonReply.WriteAsync(http, 200, json => json.WriteString("status", "live"));

    public Task ReadyAsync(HttpContext http)
    {
        var status = service.Pipeline.Status;
        var reasons = Reasons(status);
        return JsonReply.WriteAsync(http, reasons.Count == 0 ? 200 : 503, json =>
        {
            json.WriteString("status", reasons.Count == 0 ? "ready" : "notReady");
            json.WriteStartArray("reasons");
            foreach (var reason in reasons)
                json.WriteStringValue(reason);
            json.WriteEndArray();
            json.WriteStartArray("partitions");
            foreach (var partition in status.Partitions)
            {
                json.WriteStartObject();
                json.WriteString("name", partition.Name);
                json.WriteString("state", StatusJson.Word(partition.State));
                json.WriteString("reason", partition.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            StatusJson.Sinks(json, status);
        });
    }

    private List<string> Reasons(LiveStatus status)
    {
        var reasons = new List<string>();
        if (service.Stopping.IsCancellationRequested)
            reasons.Add("the service is shutting down");
        if (service.Appends.Problem is { } problem)
            reasons.Add($"readings cannot be written to the log: {problem}");
        foreach (var partition in status.Partitions)
        {
            if (partition.State is PartitionState.Starting or PartitionState.Degraded or PartitionState.Failed or PartitionState.Stopped)
                reasons.Add($"partition {partition.Name} is {StatusJson.Word(partition.State)}" + (partition.Reason.Length > 0 ? $": {partition.Reason}" : ""));
        }

        foreach (var sink in status.Sinks)
        {
            if (sink.State is SinkState.Retrying or SinkState.Stopped)
                reasons.Add($"sink {sink.Name} does not deliver at the moment" + (sink.LastError.Length > 0 ? $": {sink.LastError}" : ""));
        }

        return reasons;
    }
}
