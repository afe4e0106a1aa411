using System.Text;
using System.Text.Json;
using Millrace.Host.Configuration;
using Millrace.Host.Service;
using Millrace.Tests.Host;

namespace Millrace.Tests.Service;

/// <summary>A service on a free port, over a folder of its own, and a client of it.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    public const string Pipeline = """
        pipeline: plant
        source: { topic: readings, key: sensor, partitionedBy: machine, time: time }
        watermark: { maxOutOfOrderness: 0s }
        windows:
          - { name: mean-10s, key: sensor, tumbling: 10s, aggregate: { readings: count(), mean: avg(value) }, to: results }
        patterns:
          - name: hot
            key: machine
            order: arrival
            steps: [ { name: peak, where: value > 90 } ]
            to: alerts
        """;

    private readonly ScratchFolder folder;
    private readonly bool ownsFolder;

    private RunningService(ScratchFolder folder, bool ownsFolder, MillraceService service, StringWriter log)
    {
        (this.folder, this.ownsFolder, Service, Log) = (folder, ownsFolder, service, log);
        Client = new HttpClient { BaseAddress = new Uri(service.Urls[0]), Timeout = TimeSpan.FromSeconds(30) };
    }

    public MillraceService Service { get; }

    public HttpClient Client { get; }

    public StringWriter Log { get; }

    public static async Task<RunningService> StartAsync(ServiceOptions? options = null, ScratchFolder? folder = null, string pipeline = Pipeline)
    {
        var own = folder ?? new ScratchFolder();
        var log = new StringWriter();
        var chosen = (options ?? new ServiceOptions { CheckpointInterval = TimeSpan.FromMilliseconds(20) }) with { HttpUrls = "http://127.0.0.1:0" };
        var service = await MillraceService.StartAsync(new ServiceSetup
        {
            PipelineText = pipeline,
            PipelineName = "plant.yaml",
            DataFolder = own.Path("data"),
            Options = chosen,
            Log = new ServiceLog(log, TimeProvider.System),
            Clock = TimeProvider.System,
        });
        return new RunningService(own, folder is null, service, log);
    }

    public async Task<(int Status, JsonElement Json, HttpResponseMessage Response)> PostAsync(string path, string body = "")
    {
        var response = await Client.PostAsync(path, new StringContent(body, Encoding.UTF8));
        return ((int)response.StatusCode, await JsonAsync(response), response);
    }

    public async Task<(int Status, JsonElement Json)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return ((int)response.StatusCode, await JsonAsync(response));
    }

    /// <summary>Asks until the answer is as wanted; the service works on threads of its own.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var (_, json) = await GetAsync(path);
            if (wanted(json))
                return json;
            Assert.False(limit.IsCancellationRequested, $"{path} is still {json}\n{Log}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Service.DisposeAsync();
        if (ownsFolder)
            folder.Dispose();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default;
    }
}
