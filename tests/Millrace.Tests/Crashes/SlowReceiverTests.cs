using System.Globalization;
using Millrace.Host.Commands;
using Millrace.Tests.Host;

namespace Millrace.Tests.Crashes;

/// <summary>A receiver that is away for a while, under the program itself: the log takes the readings, the graph waits, memory stays flat, and in the end everything is delivered.</summary>
[Collection(Processes.Name)]
public sealed class SlowReceiverTests(ITestOutputHelper report)
{
    private const int Before = 20_000;
    private const int After = 150_000;
    private const long Flat = 96L << 20; // what the heap may vary by while nothing piles up in it

    [Fact(Timeout = 180_000)]
    public async Task ReceiverAway_PausesTheGraphAndNothingIsLost()
    {
        using var folder = new ScratchFolder();
        using var hook = new Hook(HookMode.Refusing);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var pipeline = folder.Write("p.yaml", Plant.EachReading($"sinks: [ {{ name: hook, webhook: {{ url: '{hook.Url}', batch: 10000 }} }} ]"));
        var data = folder.Path("data");
        using var service = await MillraceProcess.Run(data, pipeline, ("LOG__PARTITIONS", "2"), ("DELIVERY__BACKLOGBYTES", "1MiB"), ("CHECKPOINTS__INTERVAL", "100ms")).ListeningAsync();
        using var feeder = new Feeder(() => service.Url, Plant.Reading);
        await feeder.SendAsync(Before, 1000, 2, limit.Token);
        await service.UntilAsync("/api/v1/shards", json => json.GetProperty("partitions").EnumerateArray().All(one => one.GetProperty("state").GetString() == "paused"));
        var ready = await service.UntilAsync("/health/ready", json => json.GetProperty("reasons").GetArrayLength() > 0);
        Assert.Contains("sink hook does not deliver", ready.ToString(), StringComparison.Ordinal);

        var (resident, offsets) = (service.ResidentBytes, await OffsetsAsync(service));
        await feeder.SendAsync(After, 1000, 2, limit.Token);
        Assert.Equal(After, feeder.Acknowledged);
        var grown = service.ResidentBytes - resident;
        report.WriteLine(string.Create(CultureInfo.InvariantCulture, $"resident {resident >> 20} MiB, grown by {grown >> 20} MiB over {After - Before} readings"));
        Assert.InRange(grown, long.MinValue, Flat);
        Assert.Equal(offsets, await OffsetsAsync(service));

        hook.Mode = HookMode.Taking;
        await service.SettledAsync();
        await service.UntilAsync("/health/ready", json => json.GetProperty("status").GetString() == "ready");
        service.Terminate();
        Assert.True(await service.EndAsync() == ExitCode.Success, service.Log);
        Assert.Contains("paused", service.Log, StringComparison.Ordinal);
        Assert.Contains("resumed", service.Log, StringComparison.Ordinal);

        var taken = hook.InOrder();
        var alerts = LogContents.Read(data, "alerts");
        for (var partition = 0; partition < alerts.Length; partition++)
            Assert.Equal(alerts[partition], taken[$"plant/alerts/{partition}"]);
        Assert.Equal(After, alerts.Sum(partition => partition.Count));
    }

    private static async Task<long[]> OffsetsAsync(MillraceProcess service) =>
        [.. (await service.GetAsync("/api/v1/shards")).GetProperty("partitions").EnumerateArray().Select(one => one.GetProperty("offset").GetInt64())];
}
