using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Millrace.Host.Commands;

namespace Millrace.Host.Sending;

/// <summary>
/// Sends readings to a service, one request after the other, so that their order stays. What the service has no room for, and what was lost on the way, is sent again with growing pauses; so a reading
/// may come twice when an answer is lost. One thread.
/// </summary>
public sealed class ReadingSender : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // without one request going through

    private readonly SenderOptions options;
    private readonly TimeProvider clock;
    private readonly HttpClient client;
    private readonly long start;

    /// <summary>A sender; nothing is sent by this.</summary>
    public ReadingSender(SenderOptions options, TimeProvider clock, HttpMessageHandler? handler = null)
    {
        this.options = options;
        this.clock = clock;
        start = clock.GetTimestamp();
        client = new HttpClient(handler ?? new SocketsHttpHandler { UseProxy = false }) { BaseAddress = options.Server, Timeout = TimeSpan.FromSeconds(60) };
        if (options.Token is { } token)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Readings that the service has on its disk.</summary>
    public long Accepted { get; private set; }

    /// <summary>Readings that it did not take.</summary>
    public long Rejected { get; private set; }

    /// <summary>Requests that were sent again.</summary>
    public long Retries { get; private set; }

    /// <summary>Sends a request and empties it.</summary>
    /// <param name="request">The readings, one at least.</param>
    /// <param name="reject">Told of each reading that was not taken: its line in the file, and why.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether to go on; false when the service refused the request and bad readings are not to be passed over.</returns>
    /// <exception cref="BadInputException">The service does not take readings of this kind: wrong address, no token.</exception>
    /// <exception cref="IOException">The service cannot be reached.</exception>
    public bool Send(SendRequest request, Action<long, string> reject, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            var problem = "";
            TimeSpan? asked = null;
            try
            {
                using var response = Post(request, cancellation);
                var status = (int)response.StatusCode;
                var answer = Read(response);
                if (status is 202 or 400)
                {
                    var goOn = Outcome(request, status, answer, reject);
                    request.Clear();
                    Throttle(cancellation);
                    return goOn;
                }

                problem = Detail(answer) ?? $"the answer was {status} {response.ReasonPhrase}";
                if (status is not (429 or 503))
                    throw new BadInputException($"millrace: {options.Server} did not take the readings: {problem}");
                asked = response.Headers.RetryAfter?.Delta;
            }
            catch (HttpRequestException failed)
            {
                problem = failed.InnerException is SocketException socket ? socket.Message : failed.Message;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                problem = "no answer came within a minute";
            }

            if (clock.GetElapsedTime(began) > Patience || (Accepted == 0 && asked is null && clock.GetElapsedTime(began) > LongestPause))
                throw new IOException($"{options.Server}: {problem}; gave up after {clock.GetElapsedTime(began).TotalSeconds:0} s. {Accepted} readings were accepted. Is the service running (millrace run)?");
            Retries++;
            Wait(asked > pause ? asked.Value : pause, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private HttpResponseMessage Post(SendRequest request, CancellationToken cancellation)
    {
        var query = $"api/v1/readings?onError={(options.Keep ? "keep" : "refuse")}" + (request.Key.Length > 0 ? $"&key={Uri.EscapeDataString(request.Key)}" : "");
        using var message = new HttpRequestMessage(HttpMethod.Post, query) { Content = new ByteArrayContent(request.Body, 0, request.Length) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return client.Send(message, cancellation);
    }

    private static JsonElement? Read(HttpResponseMessage response)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Content.ReadAsStream());
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null; // some other server's page
        }
    }

    private static string? Detail(JsonElement? answer) =>
        answer is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("detail", out var detail) ? detail.GetString() : null;

    private bool Outcome(SendRequest request, int status, JsonElement? answer, Action<long, string> reject)
    {
        if (answer is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("accepted", out var accepted) || !json.TryGetProperty("errors", out var errors))
            throw new BadInputException($"millrace: {options.Server} is not a Millrace service, or does not take these readings: {Detail(answer) ?? "its answer is of another kind"}");
        Accepted += accepted.GetInt64();
        Rejected += json.GetProperty("rejected").GetInt64();
        foreach (var error in errors.EnumerateArray())
        {
            var column = error.TryGetProperty("column", out var at) ? string.Create(CultureInfo.InvariantCulture, $"column {at.GetInt32()}: ") : "";
            reject(request.FileLine(error.GetProperty("line").GetInt32()), column + error.GetProperty("reason").GetString());
        }

        return status == 202;
    }

    private void Throttle(CancellationToken cancellation)
    {
        if (options.Rate is not { } rate)
            return;
        var ahead = TimeSpan.FromSeconds(Accepted / rate) - clock.GetElapsedTime(start);
        if (ahead > TimeSpan.Zero)
            Wait(ahead, cancellation);
    }

    private void Wait(TimeSpan pause, CancellationToken cancellation) => Task.Delay(pause, clock, cancellation).GetAwaiter().GetResult();
}
