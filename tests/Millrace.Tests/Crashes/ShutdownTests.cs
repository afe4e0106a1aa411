using System.Diagnostics;
using Millrace.Host.Commands;
using Millrace.Tests.Host;

namespace Millrace.Tests.Crashes;

/// <summary>How the program ends, and how it does not start.</summary>
[Collection(Processes.Name)]
public sealed class ShutdownTests : IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly Hook hook = new(HookMode.Silent);

    private string Data => folder.Path("data");

    [Fact(Timeout = 120_000)]
    public async Task Terminate_WithAReceiverThatNeverAnswers_EndsInTimeAndTheNextStartDelivers()
    {
        using (var service = await StartAsync())
        {
            await AlertAsync(service);
            var watch = Stopwatch.StartNew();
            service.Terminate();
            Assert.Equal(ExitCode.Failure, await service.EndAsync());
            Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
            Assert.Contains("notDelivered sink=hook records=1", service.Log, StringComparison.Ordinal);
            Assert.Contains("did not answer", service.Log, StringComparison.Ordinal);
            Assert.Contains("the next start makes up for what was not done", service.Log, StringComparison.Ordinal);
        }

        hook.Mode = HookMode.Taking;
        using var again = await StartAsync();
        await again.SettledAsync();
        again.Terminate();
        Assert.True(await again.EndAsync() == ExitCode.Success, again.Log);
        Assert.Equal(LogContents.Read(Data, "alerts")[0], hook.InOrder()["plant/alerts/0"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task Terminate_Twice_EndsAtOnce()
    {
        using var service = await StartAsync(("SHUTDOWN__TIMEOUT", "10m"));
        await AlertAsync(service);
        service.Terminate();
        await service.UntilAsync(() => service.Log.Contains("stopping", StringComparison.Ordinal), "it does not stop");
        Assert.False(service.HasEnded);
        service.Terminate();
        Assert.Equal(128 + 15, await service.EndAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task Run_OverALogThatAnotherProcessHas_IsBadInput()
    {
        using var service = await StartAsync();
        using var second = MillraceProcess.Run(Data, folder.Path("p.yaml"));
        Assert.Equal(ExitCode.BadInput, await second.EndAsync());
        Assert.Contains("process ", second.Log, StringComparison.Ordinal);
        Assert.Contains("stop", second.Log, StringComparison.OrdinalIgnoreCase);
    }

    [Fact(Timeout = 120_000)]
    public async Task Run_OverAReadOnlyFolder_IsBadInput()
    {
        using var disk = SmallDisk.Mount(folder.Path("disk"), 1);
        disk.ReadOnly();
        folder.Write("p.yaml", Plant.Pipeline("partition", ""));
        using var service = MillraceProcess.Run(Path.Combine(disk.Root, "data"), folder.Path("p.yaml"));
        Assert.Equal(ExitCode.BadInput, await service.EndAsync());
        Assert.Contains("Read-only", service.Log, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(disk.Root, service.Log, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        hook.Dispose();
        folder.Dispose();
    }

    private Task<MillraceProcess> StartAsync(params (string, string)[] options)
    {
        var pipeline = folder.Write("p.yaml", Plant.EachReading($"sinks: [ {{ name: hook, webhook: {{ url: '{hook.Url}', timeout: 5m }} }} ]"));
        return MillraceProcess.Run(Data, pipeline, [("SHUTDOWN__TIMEOUT", "2s"), ("CHECKPOINTS__INTERVAL", "50ms"), .. options]).ListeningAsync();
    }

    /// <summary>Brings about an output, and waits until it is on its way to the receiver.</summary>
    private static async Task AlertAsync(MillraceProcess service)
    {
        Assert.Equal(202, (await service.PostAsync("/api/v1/readings", Plant.Reading(1))).Status);
        await service.UntilAsync("/api/v1/shards", json => json.GetProperty("sinks")[0].GetProperty("state").GetString() == "delivering");
    }
}
