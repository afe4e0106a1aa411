using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Millrace.Graphs.Ingest;
using Millrace.Graphs.Log;
using Millrace.Host.Configuration;

namespace Millrace.Host.Service;

/// <summary><c>POST /api/v1/readings</c>: readings into the log; answered once they are on disk.</summary>
internal sealed class ReadingsEndpoint(ServiceContext service)
{
    private const int FirstRead = 64 * 1024; // of a body whose length is not told

    public async Task HandleAsync(HttpContext http)
    {
        if (service.Stopping.IsCancellationRequested)
        {
            await Problem.WriteAsync(http, 503, "Shutting down", "The service is shutting down and takes nothing new. Nothing of this request was taken; send it again.", retryAfterSeconds: 5);
            return;
        }

        if (http.Request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
        {
            await Problem.WriteAsync(http, 415, "Compressed body", $"Content-Encoding {encoding} is not understood; send the readings uncompressed.");
            return;
        }

        if (ModeOf(http) is not { } mode)
        {
            await Problem.WriteAsync(http, 400, "Unknown onError", $"onError={http.Request.Query["onError"]} is not known: refuse (the default) refuses the whole request when a reading is bad, keep takes the good ones.");
            return;
        }

        var most = service.Options.BodyBytes;
        if (http.Request.ContentLength > most)
        {
            await TooLarge(http);
            return;
        }

        var share = http.Request.ContentLength ?? most;
        if (!service.Budget.TryTake(share))
        {
            await Full(http, "too many bytes of other requests are being read and appended (http.requestBytes)");
            return;
        }

        byte[]? body = null;
        try
        {
            (body, var length) = await ReadAsync(http, (int)most);
            if (length > most)
                await TooLarge(http);
            else
                await TakeAsync(http, body, length, mode);
        }
        catch (BadHttpRequestException bad)
        {
            if (bad.StatusCode == 413)
                await TooLarge(http);
            else
                await Problem.WriteAsync(http, bad.StatusCode, "The body could not be read", bad.Message + " Nothing of it was taken.");
        }
        finally
        {
            if (body is not null)
                ArrayPool<byte>.Shared.Return(body);
            service.Budget.Give(share);
        }
    }

    private async Task TakeAsync(HttpContext http, byte[] body, int length, OnBadReading mode)
    {
        var key = http.Request.Query["key"].ToString();
        using var batch = service.Ingest.Read(body.AsSpan(0, length), mode, Encoding.UTF8.GetBytes(key));
        if (batch.IsRefused)
        {
            await Refused(http, batch, mode);
            return;
        }

        if (batch.Records.Count == 0)
        {
            await JsonReply.WriteAsync(http, 202, json => Outcome(json, batch, []));
            return;
        }

        Task<long[]> durable;
        try
        {
            if (!service.Appender.TryEnqueue(batch.Records, out durable))
            {
                await Full(http, "the log's queue is full (log.queueBytes)");
                return;
            }
        }
        catch (ObjectDisposedException)
        {
            await Problem.WriteAsync(http, 503, "Shutting down", "The service is shutting down. Nothing of this request was taken; send it again.", retryAfterSeconds: 5);
            return;
        }

        try
        {
            var offsets = await durable;
            service.Appends.Succeeded();
            await JsonReply.WriteAsync(http, 202, json => Outcome(json, batch, offsets));
        }
        catch (LogWriteException failed)
        {
            service.Appends.Failed(failed.Message);
            var mayRepeat = batch.Records.Count > 1 ? " Readings for other partitions may have been taken, so that some may come twice when it is sent again." : " Nothing of this request was taken; send it again.";
            await Problem.WriteAsync(http, 503, "The log cannot be written", failed.Message + mayRepeat, retryAfterSeconds: 5);
        }
    }

    private static OnBadReading? ModeOf(HttpContext http) => http.Request.Query["onError"].ToString() switch
    {
        "" or "refuse" => OnBadReading.Refuse,
        "keep" => OnBadReading.Keep,
        _ => null,
    };

    /// <summary>The body in a pooled array; longer than the bound when there is more.</summary>
    private static async Task<(byte[] Body, int Length)> ReadAsync(HttpContext http, int most)
    {
        var body = ArrayPool<byte>.Shared.Rent((int)(http.Request.ContentLength ?? FirstRead) + 1);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await http.Request.Body.ReadAsync(body.AsMemory(length), http.RequestAborted);
                length += read;
                if (read == 0 || length > most)
                    return (body, length);
                if (length < body.Length)
                    continue;
                var larger = ArrayPool<byte>.Shared.Rent(Math.Min(body.Length * 2, most + 1));
                body.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(body);
                body = larger;
            }
        }
        catch (Exception) when (Give(body))
        {
            throw;
        }
    }

    /// <summary>Gives an array back on the way of an exception, which is not caught by this.</summary>
    private static bool Give(byte[] body)
    {
        ArrayPool<byte>.Shared.Return(body);
        return false;
    }

    private Task TooLarge(HttpContext http)
    {
        // The rest of the body is not read, so that nothing can follow on this connection: the client is told, lest it tries.
        http.Response.Headers.Connection = "close";
        return Problem.WriteAsync(http, 413, "The body is too large", $"A request has at most {SizeText.Format(service.Options.BodyBytes)} (http.bodyBytes); send the readings in several.");
    }

    private static Task Full(HttpContext http, string why) =>
        Problem.WriteAsync(http, 429, "Too fast", $"Readings come faster than they can be written: {why}. Nothing of this request was taken; send it again after the time in Retry-After.", retryAfterSeconds: 1);

    private Task Refused(HttpContext http, IngestBatch batch, OnBadReading mode)
    {
        var first = batch.Errors[0];
        var place = (first.Element is { } element ? $"element {element}, " : "") + $"line {first.Line}" + (first.Column is { } column ? $", column {column}" : "");
        var mend = mode == OnBadReading.Keep || batch.Rejected == 1 && first.Element is null && batch.Accepted == 0 ? "" : " With ?onError=keep the good ones are taken.";
        if (service.Ingest.NeedsKey && http.Request.Query["key"].Count == 0)
            mend += " This pipeline names no key field (source.key): give the key of the readings as ?key=.";
        return Problem.WriteAsync(http, 400, "The readings were refused", $"{place}: {first.Reason}. Nothing of this request was taken.{mend}", json => Outcome(json, batch, []));
    }

    private static void Outcome(Utf8JsonWriter json, IngestBatch batch, long[] offsets)
    {
        json.WriteNumber("accepted", batch.Accepted);
        json.WriteNumber("rejected", batch.Rejected);
        json.WriteStartArray("appended");
        for (var i = 0; i < offsets.Length; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("partition", batch.Records[i].Partition);
            json.WriteNumber("offset", offsets[i]);
            json.WriteNumber("records", batch.Records[i].Records.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Errors(json, batch.Errors);
    }

    private static void Errors(Utf8JsonWriter json, ImmutableArray<IngestError> errors)
    {
        json.WriteStartArray("errors");
        foreach (var error in errors)
        {
            json.WriteStartObject();
            if (error.Element is { } element)
                json.WriteNumber("element", element);
            json.WriteNumber("line", error.Line);
            if (error.Column is { } column)
                json.WriteNumber("column", column);
            json.WriteString("reason", error.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
