using System.Net;
using System.Text.Json;

namespace Millrace.Tests.Sinks;

/// <summary>The other end of a web hook: answers as it is told, with 200 when it is told nothing, and keeps what it accepted.</summary>
internal sealed class WebhookReceiver : HttpMessageHandler
{
    public sealed record Call(string Key, string Authorization, string ContentType, string[] Records, int Bytes);

    public Queue<Func<CancellationToken, HttpResponseMessage>> Answers { get; } = [];

    /// <summary>Every request, refused ones too.</summary>
    public List<Call> Calls { get; } = [];

    /// <summary>The records of requests that were answered with 200.</summary>
    public List<string> Accepted { get; } = [];

    public int Disposed { get; private set; }

    public void Answer(int status, string? retryAfter = null) => Answers.Enqueue(_ =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status);
        if (retryAfter is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return response;
    });

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        request.Content!.CopyTo(body, null, cancellationToken);
        using var json = JsonDocument.Parse(body.ToArray());
        string[] records = [.. json.RootElement.EnumerateArray().Select(record => record.GetRawText())];
        Calls.Add(new Call(
            string.Join(',', request.Headers.GetValues("Idempotency-Key")),
            request.Headers.TryGetValues("Authorization", out var values) ? string.Join(',', values) : "",
            request.Content.Headers.ContentType!.ToString(),
            records,
            (int)body.Length));
        var response = Answers.TryDequeue(out var answer) ? answer(cancellationToken) : new HttpResponseMessage(HttpStatusCode.OK);
        if (response.IsSuccessStatusCode)
            Accepted.AddRange(records);
        return response;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Outlives the sink, as a server does.</summary>
    protected override void Dispose(bool disposing)
    {
        Disposed++;
        base.Dispose(disposing);
    }
}
