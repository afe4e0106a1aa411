using Microsoft.AspNetCore.Http;
using Millrace.Graphs.Results;
using Millrace.Graphs.Sources;

namespace Millrace.Host.Service;

/// <summary>
/// <c>GET /api/v1/events</c>: outputs as they come, as server-sent events, and how the service stands each second, which keeps the connection alive too. Each client reads the log at its own
/// pace: a slow one costs a buffer, never an output, and one that comes back with Last-Event-ID goes on where it was, also after a restart of the service.
/// </summary>
internal sealed class EventsEndpoint(ServiceContext service)
{
    private const int FlushBytes = 32 * 1024; // beyond it the writer waits for the client
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);
    private int clients;

    public async Task HandleAsync(HttpContext http)
    {
        if (await ResultQuery.ReadAsync(http, service.Pipeline.Outputs) is not { } query)
            return;
        var last = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : http.Request.Query["lastEventId"].ToString();
        ResultCursor? after = null;
        if (last.Length > 0 && !ResultCursor.TryParse(last, out after))
        {
            await Problem.WriteAsync(http, 400, "Bad Last-Event-ID", "It is no id of an event of this stream; leave it out to begin with what comes now.");
            return;
        }

        if (Interlocked.Increment(ref clients) > service.Options.EventClients)
        {
            Interlocked.Decrement(ref clients);
            await Problem.WriteAsync(http, 503, "Too many clients", $"There are {service.Options.EventClients} clients of the event stream already (http.eventClients).", retryAfterSeconds: 10);
            return;
        }

        try
        {
            await StreamAsync(http, query, after);
        }
        finally
        {
            Interlocked.Decrement(ref clients);
        }
    }

    private async Task StreamAsync(HttpContext http, ResultQuery query, ResultCursor? after)
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var writer = new EventWriter(http.Response.BodyWriter);
        writer.Retry(milliseconds: 2000);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, service.Stopping);
        var events = new ResultFeed(query.Topics).Follow(query.Filter, after, ending.Token).GetAsyncEnumerator(CancellationToken.None);
        Task<bool>? next = null;
        try
        {
            var status = Task.CompletedTask;
            var written = 0;
            while (true)
            {
                next ??= events.MoveNextAsync().AsTask();
                if (status.IsCompleted)
                {
                    writer.Status(service.Pipeline.Status, service.Clock.GetUtcNow());
                    status = Task.Delay(StatusInterval, service.Clock, ending.Token);
                    written = FlushBytes;
                }

                if (written >= FlushBytes || !next.IsCompleted)
                {
                    await http.Response.BodyWriter.FlushAsync(ending.Token);
                    written = 0;
                    await Task.WhenAny(next, status);
                }

                ending.Token.ThrowIfCancellationRequested();
                if (!next.IsCompleted)
                    continue;
                if (!await next)
                    return;
                written += writer.Result(events.Current);
                next = null;
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client has gone, or the service goes.
        }
        catch (SourceException damaged)
        {
            writer.Comment("the log cannot be read: " + damaged.Message);
            await http.Response.BodyWriter.FlushAsync(CancellationToken.None);
        }
        finally
        {
            await ending.CancelAsync();
            if (next is not null)
                await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await events.DisposeAsync();
        }
    }
}
