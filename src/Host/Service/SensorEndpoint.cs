using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Actors.Descriptions;
using Millrace.Graphs.Inspection;
using Millrace.Graphs.Sources;
using Millrace.Messages;

namespace Millrace.Host.Service;

/// <summary><c>GET /api/v1/sensors/{key}</c>: the live state of a key, and its last readings.</summary>
internal sealed class SensorEndpoint(ServiceContext service)
{
    private const int DefaultReadings = 10;
    private const int MostReadings = 1000;
    private const int SearchBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public async Task HandleAsync(HttpContext http)
    {
        var key = (string)http.GetRouteValue("key")!;
        if (await ResultQuery.CountAsync(http, "readings", DefaultReadings, MostReadings) is not { } count)
            return;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(Longest);
        IReadOnlyList<KeyDescription> states;
        LastReadings last;
        try
        {
            states = await service.Pipeline.DescribeAsync(key, limit.Token);
            last = LastReadings.Find(service.Pipeline.Definition, service.Pipeline.Source, key, count, SearchBytes, limit.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            await Problem.WriteAsync(http, 503, "No answer", $"The shards did not answer within {Longest.TotalSeconds:0} s; /health/ready says why.", retryAfterSeconds: 5);
            return;
        }
        catch (SourceException damaged)
        {
            await Problem.WriteAsync(http, 503, "The log cannot be read", damaged.Message);
            return;
        }

        if (states.Count == 0 && last.Readings.Count == 0)
        {
            var hint = NearestKey.Of(key, last.OtherKeys) is { } nearest ? $" Did you mean '{nearest}'?" : "";
            var where = last.IsComplete ? "the log" : "the end of the log";
            await Problem.WriteAsync(http, 404, "Unknown key", $"No actor has the key '{key}', and no reading of it is in {where}.{hint}");
            return;
        }

        await JsonReply.WriteAsync(http, 200, json =>
        {
            json.WriteString("key", key);
            json.WriteStartArray("shards");
            foreach (var state in states)
                KeyDescriptionJson.Write(state, json);
            json.WriteEndArray();
            json.WriteStartArray("lastReadings");
            foreach (var reading in last.Readings)
            {
                json.WriteStartObject();
                json.WriteNumber("partition", reading.Partition);
                json.WriteNumber("offset", reading.Offset);
                json.WriteTime("arrived", new EventTime(reading.Arrival));
                json.WritePropertyName("reading");
                json.WriteRawValue(reading.Json.Span);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("moreMayExist", !last.IsComplete);
        });
    }
}
