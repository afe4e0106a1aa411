using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Millrace.Host.Configuration;
using Millrace.Host.Service;

namespace Millrace.Bench;

/// <summary>
/// Readings over HTTP into a running service, answered when they are on disk: clients in the same process that send requests of 1,000 readings prepared beforehand, each with one request under way,
/// while the service's pipeline takes the readings in.
/// </summary>
public static class Ingest
{
    private const int Readings = 1000;
    private const int Sensors = 10_000;

    public static void Run(int seconds) => RunAsync(seconds).GetAwaiter().GetResult();

    private static async Task RunAsync(int seconds)
    {
        foreach (var clients in new[] { 1, 4, 16 })
        {
            var folder = Directory.CreateTempSubdirectory("millrace-bench-").FullName;
            await using (var service = await MillraceService.StartAsync(new ServiceSetup
            {
                PipelineText = Backtests.Pipeline,
                PipelineName = "bench.yaml",
                DataFolder = folder,
                Options = new ServiceOptions { HttpUrls = "http://127.0.0.1:0" },
                Log = new ServiceLog(TextWriter.Null, TimeProvider.System),
                Clock = TimeProvider.System,
            }))
            {
                var address = new Uri(service.Urls[0]);
                await SendAsync(address, clients, 2);
                var (accepted, refused, slowest) = await SendAsync(address, clients, seconds);
                var status = service.Pipeline.Status.Partitions[0];
                Console.WriteLine(FormattableString.Invariant(
                    $"ingest over HTTP, batches of {Readings}, {clients,2} clients   {accepted * Readings / (double)seconds / 1000,6:F0} k readings/s durable   slowest request {slowest:F0} ms, {refused} refused for want of room, lag behind {status.OffsetLag} readings"));
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(long Accepted, long Refused, double Slowest)> SendAsync(Uri address, int clients, int seconds)
    {
        var end = Stopwatch.GetTimestamp() + (seconds * Stopwatch.Frequency);
        var results = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => ClientAsync(address, client, end))));
        return (results.Sum(result => result.Accepted), results.Sum(result => result.Refused), results.Max(result => result.Slowest));
    }

    private static async Task<(long Accepted, long Refused, double Slowest)> ClientAsync(Uri address, int client, long end)
    {
        var requests = Enumerable.Range(0, Sensors / Readings).Select(i => Request(address, (i * Readings) + client)).ToArray();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
        var reply = new byte[16 * 1024];
        var (accepted, refused, slowest) = (0L, 0L, 0.0);
        for (var i = 0; Stopwatch.GetTimestamp() < end; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await socket.SendAsync(requests[i % requests.Length]);
            switch (await StatusAsync(socket, reply))
            {
                case 202:
                    accepted++;
                    break;
                case 429:
                    refused++;
                    await Task.Delay(10);
                    break;
                default:
                    throw new InvalidOperationException(Encoding.ASCII.GetString(reply));
            }

            slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return (accepted, refused, slowest);
    }

    /// <summary>Reads a reply to its end and gives its status.</summary>
    private static async Task<int> StatusAsync(Socket socket, byte[] reply)
    {
        var length = 0;
        while (true)
        {
            length += await socket.ReceiveAsync(reply.AsMemory(length));
            var head = reply.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (head < 0)
                continue;
            var text = Encoding.ASCII.GetString(reply, 0, head);
            if (text.Contains("chunked", StringComparison.OrdinalIgnoreCase))
            {
                if (reply.AsSpan(0, length).EndsWith("0\r\n\r\n"u8))
                    return Status(text);
                continue;
            }

            var field = text.IndexOf("Content-Length:", StringComparison.OrdinalIgnoreCase);
            var body = field < 0 ? 0 : int.Parse(text.AsSpan(field + 15, (text.IndexOf('\r', field) is > 0 and var lineEnd ? lineEnd : text.Length) - field - 15), provider: System.Globalization.CultureInfo.InvariantCulture);
            if (length >= head + 4 + body)
                return Status(text);
        }
    }

    private static int Status(string head) => int.Parse(head.AsSpan(9, 3), provider: System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Request(Uri address, int first)
    {
        var body = new StringBuilder();
        for (var i = 0; i < Readings; i++)
        {
            var sensor = (first + i) * 7919 % Sensors;
            body.Append(FormattableString.Invariant($"{{\"sensor\":\"s-{sensor:D5}\",\"machine\":\"m-{sensor / 10:D4}\",\"timestamp\":\"2026-11-21T00:00:{(first + i) / 1000 % 60:D2}.{i:D3}Z\",\"value\":{i % 100}.125}}\n"));
        }

        return Encoding.ASCII.GetBytes($"POST /api/v1/readings HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
