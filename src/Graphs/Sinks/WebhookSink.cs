using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Sinks;

/// <summary>
/// HTTP requests, each record at least once. A request is a <c>POST</c> of a JSON array of records of one partition of one output in their order, at most
/// <see cref="WebhookTarget.Batch"/> and about 1 MiB of them; a larger record goes alone. The next is sent only when this one was answered with 2xx. The header
/// <c>Idempotency-Key</c> is <c>pipeline/output/partition/first-last</c>, by offsets: the same key is always the same records. After a crash requests may be cut otherwise; records carry an <c>id</c>
/// each, so a receiver can always drop repeats. Anything but 2xx, silence and a lost connection are faults: the request is sent again later and nothing is dropped. Redirects are not followed.
/// Values of headers are in no message.
/// </summary>
public sealed class WebhookSink : ISink
{
    /// <summary>About the most bytes of a request, if it has more than one record: 1 MiB.</summary>
    public const int RequestBytes = 1024 * 1024;

    /// <summary>How long a target that has refused what it was sent (4xx) is left alone: 30 s. The same again will hardly help, but the receiver may be mended.</summary>
    public static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(30);

    /// <summary>The longest <c>Retry-After</c> that is honoured: 5 min.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly WebhookTarget target;
    private readonly HttpMessageInvoker client;
    private readonly SinkPositions positions;
    private readonly TimeProvider time;
    private readonly string pipeline;
    private readonly List<(string Name, string Value)> headers = [];
    private readonly Dictionary<(string Output, int Partition), long> next = [];
    private readonly MemoryStream body = new();
    private readonly CancellationTokenSource aborted = new();

    /// <summary>A sink; nothing is sent by this.</summary>
    /// <param name="name">The sink's name.</param>
    /// <param name="pipeline">The pipeline's name, part of ids.</param>
    /// <param name="target">Where to.</param>
    /// <param name="handler">Sends the requests; must support synchronous ones and follow no redirects. Disposed of with the sink. See <see cref="CreateHandler"/>.</param>
    /// <param name="positions">Where the position is kept.</param>
    /// <param name="environment">The value of an environment variable, null when it is not set.</param>
    /// <param name="time">Measures the timeout, and what a date in <c>Retry-After</c> means.</param>
    /// <exception cref="SinkException">An environment variable that a header needs is not set.</exception>
    public WebhookSink(
        string name, string pipeline, WebhookTarget target, HttpMessageHandler handler, SinkPositions positions, Func<string, string?> environment, TimeProvider time)
    {
        Name = name;
        this.pipeline = pipeline;
        this.target = target;
        this.positions = positions;
        this.time = time;
        client = new HttpMessageInvoker(handler);
        foreach (var (header, text) in target.Headers)
        {
            var value = EnvironmentText.Expand(text, environment, out var missing)
                ?? throw new SinkException(name, $"the environment variable {missing} is not set, which the header {header} needs; set it and start again");
            if (value.Any(c => c is < ' ' or > '~'))
                throw new SinkException(name, $"the value of the header {header} has characters that no header can have, such as a line break; set its environment variable right and start again");
            headers.Add((header, value));
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    private string Target => target.Url.GetLeftPart(UriPartial.Authority); // the path may be a secret

    /// <summary>A handler as the sink needs it: a few connections, no redirects, no cookies.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxConnectionsPerServer = 2,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a change of address is seen
    };

    /// <inheritdoc/>
    public long Open(string output, int partition) => next[(output, partition)] = positions.Read(output, partition);

    /// <inheritdoc/>
    public void Deliver(string output, int partition, RecordChunk records)
    {
        if (!next.TryGetValue((output, partition), out var at))
            at = Open(output, partition);
        var isKept = false;
        for (var from = 0; from < records.Count;)
        {
            if (records.Offsets[from] < at)
            {
                from++;
                continue;
            }

            var to = Fill(output, partition, records, from);
            Send(string.Create(CultureInfo.InvariantCulture, $"{pipeline}/{output}/{partition}/{records.Offsets[from]}-{records.Offsets[to - 1]}"));
            next[(output, partition)] = at = records.Offsets[to - 1] + 1; // sent, even if the position cannot be kept: this run need not send it again
            positions.Write(output, partition, at);
            isKept = true;
            from = to;
        }

        if (!isKept)
            positions.Write(output, partition, at); // all of it was sent before, when the position could not be kept
    }

    /// <inheritdoc/>
    public void Abort() => aborted.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        aborted.Dispose();
        client.Dispose();
        body.Dispose();
    }

    /// <summary>Writes the body from a record on; the index after the last in it.</summary>
    private int Fill(string output, int partition, RecordChunk records, int from)
    {
        body.SetLength(0);
        var to = from;
        for (; to < records.Count && to - from < target.Batch; to++)
        {
            var json = OutputRecord.Json(records.ValueOf(to));
            if (to > from && body.Length + json.Length > RequestBytes)
                break;
            body.WriteByte((byte)(to == from ? '[' : ','));
            body.Write(OutputRecord.WithId(json, pipeline, output, partition, records.Offsets[to]));
        }

        body.WriteByte((byte)']');
        return to;
    }

    private void Send(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url);
        request.Content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var timeout = new CancellationTokenSource(target.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborted.Token);
        try
        {
            using var response = client.Send(request, either.Token);
            if (!response.IsSuccessStatusCode)
                throw Refused(response);
        }
        catch (OperationCanceledException late)
        {
            throw new SinkException(Name, $"{Target} did not answer {(timeout.IsCancellationRequested ? $"within {Messages.DurationText.Format(target.Timeout)}" : "before the shutdown's time was over")}; whether it took the records is not known, so they will be sent again", inner: late);
        }
        catch (HttpRequestException fault)
        {
            throw new SinkException(Name, $"{Target} cannot be reached: {fault.Message}", inner: fault);
        }
        catch (IOException fault) when (fault is not SinkException)
        {
            throw new SinkException(Name, $"the connection to {Target} was lost: {fault.Message}; whether it took the records is not known, so they will be sent again", inner: fault);
        }
    }

    private SinkException Refused(HttpResponseMessage response)
    {
        var status = response.StatusCode;
        var text = $"{Target} answered {(int)status}";
        TimeSpan? pause = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };
        if (pause is { } asked)
            pause = asked < TimeSpan.Zero ? TimeSpan.Zero : asked > LongestPause ? LongestPause : asked;
        if ((int)status is >= 300 and < 400)
            return new SinkException(Name, $"{text}: redirects are not followed; give the address that it points to", pause ?? RefusedPause);
        if ((int)status is >= 400 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests))
            return new SinkException(Name, $"{text}: it refuses what it is sent, and sending it again will hardly help; mend the address, the headers or the receiver", pause ?? RefusedPause);
        return new SinkException(Name, text, pause);
    }
}
