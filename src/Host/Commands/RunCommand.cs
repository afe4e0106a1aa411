using System.Collections;
using System.CommandLine;
using System.Globalization;
using Millrace.Graphs.Live;
using Millrace.Graphs.Pipelines;
using Millrace.Host.Configuration;
using Millrace.Host.Output;
using Millrace.Host.Service;

namespace Millrace.Host.Commands;

/// <summary><c>millrace run</c>: the service, until it is told to end.</summary>
internal static class RunCommand
{
    private const string SqliteScheme = "sqlite:";

    public static (Command Command, string Example) Create(Terminal terminal, CancellationToken cancellation)
    {
        var pipeline = PipelineInput.Option();
        var data = new Option<string>("--data") { Description = "The folder of the log and the checkpoints; made when it is missing.", DefaultValueFactory = _ => "data", HelpName = "FOLDER" };
        var store = new Option<string?>("--store") { Description = "Where checkpoints are kept; default checkpoints.db in the data folder.", HelpName = "sqlite:PATH" };
        var config = new Option<string?>("--config") { Description = "Every other option; default config/millrace.json, if that is there.", HelpName = "FILE" };
        Option<string?>[] shortcuts =
        [
            new("--urls") { Description = "Where the HTTP interface listens.", HelpName = "URLS" },
            new("--token") { Description = "A secret that requests must carry. Better given as MILLRACE_HTTP__TOKEN, since others may see a command line.", HelpName = "TOKEN" },
            new("--partitions") { Description = "Partitions of the source topic when it is made.", HelpName = "N" },
            new("--shards") { Description = "Shards a partition.", HelpName = "N" },
            new("--delivery") { Description = "exactlyOnce or atLeastOnce.", HelpName = "MODE" },
            new("--log") { Description = "Log lines as text or json.", HelpName = "FORMAT" },
        ];
        string[] paths = ["http.urls", "http.token", "log.partitions", "graph.shardsPerPartition", "delivery.mode", "logging.format"];
        var command = new Command("run", "Run a pipeline as a service, over a log of its own that POST /api/v1/readings and `millrace ingest` append to.") { pipeline, data, store, config };
        foreach (var shortcut in shortcuts)
            command.Options.Add(shortcut);
        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(pipeline)!;
            var load = PipelineFile.Load(file);
            PipelineInput.Definition(load);
            var given = shortcuts.Zip(paths).Where(pair => parsed.GetValue(pair.First) is not null).Select(pair => (pair.Second, parsed.GetValue(pair.First)!, pair.First.Name));
            var configuration = ServiceConfiguration.Load(parsed.GetValue(config), Environment(), given);
            if (configuration.Errors.Length > 0)
                throw new BadInputException(string.Join('\n', configuration.Errors.Select(error => "millrace: " + error)) + "\nNothing was started.");
            var options = configuration.Options;
            var setup = new ServiceSetup
            {
                PipelineText = load.Text,
                PipelineName = file,
                DataFolder = Path.GetFullPath(parsed.GetValue(data)!),
                StorePath = StorePath(parsed.GetValue(store)),
                Options = options,
                Log = new ServiceLog(terminal.Error, terminal.Clock, options.LogFormat, options.LogLevel),
                Clock = terminal.Clock,
                Environment = System.Environment.GetEnvironmentVariable,
                Console = terminal.Output,
            };
            return RunAsync(setup, configuration.File, cancellation).GetAwaiter().GetResult();
        });
        return (command, "millrace run --pipeline samples/smart-factory/pipeline.yaml --data data\ncurl -X POST --data-binary @readings.ndjson http://127.0.0.1:8080/api/v1/readings\ncurl http://127.0.0.1:8080/api/v1/results");
    }

    private static async Task<int> RunAsync(ServiceSetup setup, string? file, CancellationToken cancellation)
    {
        var log = setup.Log;
        var began = setup.Clock.GetTimestamp();
        await using var service = await MillraceService.StartAsync(setup);
        Announce(setup, service, file, began);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, setup.Clock, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Told to end.
        }

        var limit = setup.Options.ShutdownTimeout;
        log.Write(LiveEventLevel.Information, "stopping", ("within", Messages.DurationText.Format(limit)), ("text", "a second signal ends at once; nothing that was acknowledged is lost by that"));
        var start = setup.Clock.GetTimestamp();
        var complete = await service.StopAsync(limit);
        var took = Milliseconds(setup.Clock.GetElapsedTime(start));
        if (complete)
        {
            log.Write(LiveEventLevel.Information, "stopped", ("took", took));
            return ExitCode.Success;
        }

        var status = service.Pipeline.Status;
        foreach (var partition in status.Partitions.Where(partition => partition.State != PartitionState.Stopped || partition.Reason.Length > 0))
            log.Write(LiveEventLevel.Error, "notStopped", ("partition", partition.Name), ("text", partition.Reason.Length > 0 ? partition.Reason : "its last checkpoint was not written in time"));
        foreach (var sink in status.Sinks.Where(sink => sink.BacklogRecords > 0))
            log.Write(LiveEventLevel.Error, "notDelivered", ("sink", sink.Name), ("records", ServiceLog.Number(sink.BacklogRecords)), ("text", sink.LastError));
        log.Write(LiveEventLevel.Error, "stoppedIncomplete", ("took", took), ("text", "nothing is lost: the next start makes up for what was not done"));
        return ExitCode.Failure;
    }

    private static void Announce(ServiceSetup setup, MillraceService service, string? file, long began)
    {
        var log = setup.Log;
        var definition = service.Pipeline.Definition;
        log.Write(LiveEventLevel.Information, "pipeline", ("name", definition.Name), ("file", setup.PipelineName), ("windows", ServiceLog.Number(definition.Windows.Length)), ("patterns", ServiceLog.Number(definition.Patterns.Length)), ("config", file ?? ""));
        log.Write(LiveEventLevel.Information, "data", ("folder", setup.DataFolder), ("store", setup.StorePath ?? Path.Combine(setup.DataFolder, "checkpoints.db")),
            ("topic", definition.Source.Topic), ("partitions", ServiceLog.Number(service.Pipeline.Source.Partitions.Length)), ("delivery", ServiceOption.All.First(option => option.Path == "delivery.mode").Get(setup.Options)!));
        foreach (var url in service.Urls)
            log.Write(LiveEventLevel.Information, "listening", ("url", url), ("readings", $"POST {url}/api/v1/readings"), ("results", $"GET {url}/api/v1/results"));
        if (setup.Options.HttpToken is null && service.Urls.Any(url => !IsLoopback(url)))
            log.Write(LiveEventLevel.Warning, "open", ("text", "other machines can reach this service and no token is set: everybody may read and write; set MILLRACE_HTTP__TOKEN"));
        log.Write(LiveEventLevel.Information, "started", ("took", Milliseconds(setup.Clock.GetElapsedTime(began))));
    }

    private static bool IsLoopback(string url) => Uri.TryCreate(url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri) && uri.IsLoopback;

    private static string? StorePath(string? store) => store is null ? null
        : store.StartsWith(SqliteScheme, StringComparison.Ordinal) && store.Length > SqliteScheme.Length ? Path.GetFullPath(store[SqliteScheme.Length..])
        : throw new BadInputException($"millrace: --store {store} is not possible: write sqlite:PATH, such as sqlite:data/checkpoints.db");

    private static IEnumerable<KeyValuePair<string, string>> Environment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? ""));

    private static string Milliseconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0}ms");
}
