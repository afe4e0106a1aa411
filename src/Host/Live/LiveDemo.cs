using Millrace.Graphs.Live;
using Millrace.Host.Commands;
using Millrace.Host.Configuration;
using Millrace.Host.Output;
using Millrace.Host.Service;

namespace Millrace.Host.Live;

/// <summary>The live demonstration: the service over the demonstration's folder, a factory that feeds it, and a page that shows both, until it is told to end.</summary>
internal static class LiveDemo
{
    /// <summary>Where the HTTP interface listens if nothing else is said.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    private const long KeptBytes = 2L << 30; // of the log: about 12 minutes of the default factory
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs it.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(LiveDemoOptions options, Terminal terminal, CancellationToken cancellation)
    {
        var clock = terminal.Clock;
        var folder = DemoFolder.Open(options, clock);
        using var log = new StreamWriter(Path.GetFullPath(folder.ServiceLog), append: false);
        var settings = new ServiceOptions { HttpUrls = FreeAddress.Of(options.Urls), LogRetentionBytes = KeptBytes };
        var start = clock.GetTimestamp();
        await using var service = await MillraceService.StartAsync(new ServiceSetup
        {
            PipelineText = await File.ReadAllTextAsync(folder.Pipeline, CancellationToken.None),
            PipelineName = folder.Pipeline,
            DataFolder = folder.Root,
            Options = settings,
            Log = new ServiceLog(log, clock),
            Clock = clock,
        });
        var source = service.Pipeline.Source.Partitions[0];
        var records = source.Stable;
        await RecoveredAsync(service.Pipeline, records, clock, cancellation);
        var took = clock.GetElapsedTime(start);
        folder.Settle(source);
        var note = folder.Note;
        if (note.Runs is [.., var before] && before.To.Milliseconds > clock.GetUtcNow().ToUnixTimeMilliseconds() + 1000)
            throw new BadInputException($"millrace: the factory in {options.Folder} ran until {before.To}, and the clock is before that; start a new one with --fresh");
        var origin = new DemoOrigin(
            options.Folder, service.Urls[0], options.Urls, options.Millrace, Arguments(options), note.Sensors,
            note.Runs is [.., var last] ? DateTimeOffset.FromUnixTimeMilliseconds(last.To.Milliseconds) : null, note.IsStopped, records, took, Environment.ProcessId);
        var feed = new FactoryFeed(service, note, clock);
        var meter = new DemoMeter(service, feed, note, clock);
        IDemoPage page = terminal is { OutputIsTerminal: true, Colors: true } ? new LivePage(terminal, origin, folder) : new PlainPage(terminal, origin, folder);
        using var plain = page as IDisposable;
        if (settings.HttpUrls != options.Urls)
            page.Say($"{options.Urls} is taken; this one listens on {service.Urls[0]}");
        await ShowAsync(page, feed, meter, options.For, clock, cancellation);
        return await EndAsync(page, service, origin, settings.ShutdownTimeout, clock);
    }

    private static async Task ShowAsync(IDemoPage page, FactoryFeed feed, DemoMeter meter, TimeSpan? limit, TimeProvider clock, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        using var following = new CancellationTokenSource();
        var feeding = Task.Run(() => feed.RunAsync(end.Token), CancellationToken.None);
        var follow = Task.Run(() => meter.FollowAsync(following.Token), CancellationToken.None);
        using var timer = new PeriodicTimer(page.Interval, clock);
        try
        {
            do
                page.Show(meter.Read(page.Matches));
            while (await timer.WaitForNextTickAsync(end.Token) && !feeding.IsCompleted && !follow.IsFaulted);
        }
        catch (OperationCanceledException)
        {
            // Told to end.
        }

        // A fault of the one or the other is not passed over: its exception comes out here.
        await end.CancelAsync();
        await feeding;
        page.Show(meter.Read(page.Matches));
        await following.CancelAsync();
        await follow;
    }

    private static async Task<int> EndAsync(IDemoPage page, MillraceService service, DemoOrigin origin, TimeSpan limit, TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        var complete = await service.StopAsync(limit);
        var took = DemoText.Milliseconds(clock.GetElapsedTime(start));
        var records = service.Pipeline.Source.Partitions[0].Stable;
        page.Say(complete
            ? $"stopped in {took}, last checkpoint written: {Figures.Count(records)} readings in {origin.Folder}"
            : $"not all was written within {took}; nothing is lost: the next start makes up for it");
        page.Say($"go on: {origin.Millrace} demo{origin.Arguments}; anew: the same with --fresh");
        return complete ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>Waits until all partitions have taken in what is in the log, for a while.</summary>
    private static async Task RecoveredAsync(LivePipeline pipeline, long records, TimeProvider clock, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        while (!cancellation.IsCancellationRequested && clock.GetElapsedTime(start) < LongestRecovery
            && pipeline.Status is var status && (!status.IsRunning || status.Partitions[0].Offset < records) && status.Partitions.All(partition => partition.State != PartitionState.Failed))
            await Task.Delay(Look, clock, CancellationToken.None);
    }

    private static string Arguments(LiveDemoOptions options) =>
        (options.Folder == DemoCommand.DefaultFolder ? "" : " --data " + options.Folder) + (options.Urls == DefaultUrl ? "" : " --urls " + options.Urls);
}
