using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Millrace.Tests.Crashes;

/// <summary>What a web hook sends to: takes requests, refuses them or leaves them without an answer.</summary>
internal sealed class Hook : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly List<(string Place, long First, long Last, string[] Records)> taken = [];
    private volatile HookMode mode;

    public Hook(HookMode mode)
    {
        this.mode = mode;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        listener.Prefixes.Add(Url);
        listener.Start();
        _ = ListenAsync();
    }

    public string Url { get; }

    public HookMode Mode
    {
        set => mode = value;
    }

    /// <summary>The requests taken, in order: partition of the output, its first and last offset, the records.</summary>
    public IReadOnlyList<(string Place, long First, long Last, string[] Records)> Taken
    {
        get
        {
            lock (taken)
                return [.. taken];
        }
    }

    /// <summary>The records of each partition of an output without repeats, having seen that they came in order and without a gap.</summary>
    public Dictionary<string, List<string>> InOrder()
    {
        var places = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (place, first, last, records) in Taken)
        {
            var known = places.TryGetValue(place, out var list) ? list : places[place] = [];
            Assert.True(first <= known.Count, $"{place} went from {known.Count} to {first}");
            Assert.Equal(last - first + 1, records.Length);
            for (var offset = first; offset <= last; offset++)
            {
                if (offset < known.Count)
                    Assert.Equal(known[(int)offset], records[offset - first]);
                else
                    known.Add(records[offset - first]);
            }
        }

        return places;
    }

    public void Dispose() => listener.Close();

    private async Task ListenAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            if (mode == HookMode.Silent)
                continue;
            if (mode == HookMode.Taking)
            {
                var document = await JsonDocument.ParseAsync(context.Request.InputStream);
                var key = context.Request.Headers["Idempotency-Key"]!;
                var range = key[(key.LastIndexOf('/') + 1)..].Split('-');
                lock (taken)
                {
                    taken.Add((key[..key.LastIndexOf('/')], long.Parse(range[0], CultureInfo.InvariantCulture), long.Parse(range[1], CultureInfo.InvariantCulture),
                        [.. document.RootElement.EnumerateArray().Select(record => record.GetRawText())]));
                }
            }

            context.Response.StatusCode = mode == HookMode.Taking ? 200 : 503;
            context.Response.Close();
        }
    }
}
