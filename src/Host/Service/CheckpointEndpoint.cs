using Microsoft.AspNetCore.Http;
using Millrace.Actors.Checkpoints;

namespace Millrace.Host.Service;

/// <summary><c>POST /api/v1/checkpoint</c>: a checkpoint of every partition, answered once it is written.</summary>
internal sealed class CheckpointEndpoint(ServiceContext service)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public async Task HandleAsync(HttpContext http)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, service.Stopping);
        limit.CancelAfter(Longest);
        try
        {
            await service.Pipeline.CheckpointAsync(limit.Token);
        }
        catch (Exception failed) when (failed is OperationCanceledException or CheckpointStoreException)
        {
            var reason = service.Stopping.IsCancellationRequested ? "the service is shutting down, which writes a checkpoint too"
                : failed is CheckpointStoreException ? failed.Message
                : $"it was not written within {Longest.TotalSeconds:0} s; /api/v1/shards says what holds it up";
            await Problem.WriteAsync(http, 503, "No checkpoint", $"The checkpoint is not written: {reason}.", retryAfterSeconds: 5);
            return;
        }

        await JsonReply.WriteAsync(http, 200, json =>
        {
            json.WriteStartArray("checkpoints");
            foreach (var partition in service.Pipeline.Status.Partitions)
            {
                json.WriteStartObject();
                json.WriteString("partition", partition.Name);
                json.WriteNumber("number", partition.CheckpointNumber);
                json.WriteTime("time", partition.CheckpointTime);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
