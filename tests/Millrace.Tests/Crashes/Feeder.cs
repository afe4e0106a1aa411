using System.Text;
using System.Text.Json;

namespace Millrace.Tests.Crashes;

/// <summary>
/// Posts numbered readings over several connections to a service that may be gone at any moment, and sends again what was not acknowledged. A request without an answer may be in
/// the log or not, so that readings can be there twice.
/// </summary>
/// <param name="url">Where the service is; null while there is none.</param>
/// <param name="reading">The reading of a number.</param>
internal sealed class Feeder(Func<Uri?> url, Func<long, string> reading) : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly HashSet<(int Partition, long Offset)> places = [];
    private long bound;
    private long next;
    private long acknowledged;
    private long repeated;

    /// <summary>Readings that are acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>Requests that were sent again.</summary>
    public long Repeated => Interlocked.Read(ref repeated);

    /// <summary>Told, on the connection's task, when a request was acknowledged: the first number, how many, and the answer.</summary>
    public Action<long, int, JsonElement> Acknowledge { get; init; } = static (_, _, _) => { };

    /// <summary>Sends the numbers below a bound that were not sent before; completes once all are acknowledged.</summary>
    public Task SendAsync(long readings, int aRequest, int connections, CancellationToken cancellation)
    {
        (next, bound) = (bound, readings);
        return Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Add(ref next, aRequest) - aRequest is var from && from < readings)
                    await SendAsync(from, (int)Math.Min(aRequest, readings - from), cancellation);
            },
            cancellation)));
    }

    public void Dispose() => client.Dispose();

    /// <summary>Sends one body until it is acknowledged.</summary>
    public async Task<JsonElement> PostAsync(string body, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (url() is { } there)
                {
                    using var response = await client.PostAsync(new Uri(there, "/api/v1/readings"), new StringContent(body), cancellation);
                    var answer = await response.Content.ReadAsStringAsync(cancellation);
                    if ((int)response.StatusCode == 202)
                        return JsonDocument.Parse(answer).RootElement;
                    if ((int)response.StatusCode is not (429 or 503))
                        throw new InvalidOperationException(answer);
                }
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException || (lost is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                Interlocked.Increment(ref repeated);
            }

            await Task.Delay(10, cancellation);
        }
    }

    private async Task SendAsync(long from, int count, CancellationToken cancellation)
    {
        var body = new StringBuilder(count * 100);
        for (var i = from; i < from + count; i++)
            body.Append(reading(i)).Append('\n');
        var answer = await PostAsync(body.ToString(), cancellation);
        lock (places)
        {
            // Two answers never name the same place.
            foreach (var part in answer.GetProperty("appended").EnumerateArray())
                Assert.True(places.Add((part.GetProperty("partition").GetInt32(), part.GetProperty("offset").GetInt64())));
        }

        Acknowledge(from, count, answer);
        Interlocked.Add(ref acknowledged, count);
    }
}
