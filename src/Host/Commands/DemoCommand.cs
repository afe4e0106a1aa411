using System.CommandLine;
using Millrace.Host.Demo;
using Millrace.Host.Live;
using Millrace.Host.Output;

namespace Millrace.Host.Commands;

/// <summary><c>millrace demo</c>: a factory that runs, through the service, with its failures found as they happen; or one from a recording.</summary>
internal static class DemoCommand
{
    /// <summary>Where the live demonstration keeps its data if nothing else is said: beside what the user works on, where it can be looked at and deleted.</summary>
    public const string DefaultFolder = "data/demo";

    public static (Command Command, string Example) Create(Terminal terminal, CancellationToken cancellation)
    {
        var data = new Option<string>("--data") { Description = "Where log and checkpoints are kept; what is there goes on.", DefaultValueFactory = _ => DefaultFolder, HelpName = "FOLDER" };
        var urls = new Option<string>("--urls") { Description = "Where the HTTP interface listens; on another port if this one is taken.", DefaultValueFactory = _ => LiveDemo.DefaultUrl, HelpName = "URLS" };
        var duration = new Option<TimeSpan?>("--for") { Description = "End after this time, such as 30s; default when you press Ctrl-C.", CustomParser = Words.Duration, HelpName = "DURATION" };
        var sensors = new Option<int?>("--sensors") { Description = $"Sensors of a new factory, 10 readings a second each; {LiveDemoOptions.FewestSensors} to {LiveDemoOptions.MostSensors}, four a machine; default {LiveDemoOptions.DefaultSensors}.", HelpName = "N" };
        var fresh = new Option<bool>("--fresh") { Description = "Forget what is there and begin a new factory." };
        var recorded = new Option<bool>("--recorded") { Description = "Instead: generate a recording, run a pipeline over it, show what it found against what was planted, and end." };
        var command = new Command("demo", "Show Millrace at work: a factory of 2,000 sensors, live. Kill it at any moment and start it again: it goes on exactly where it was.") { data, urls, duration, sensors, fresh, recorded };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(recorded))
                return RecordedDemo.Run(terminal, Millrace(), cancellation);
            if (parsed.GetValue(sensors) is { } count && (count < LiveDemoOptions.FewestSensors || count > LiveDemoOptions.MostSensors || count % 4 != 0))
                throw new BadInputException($"millrace: --sensors {count} is not possible: a multiple of 4 from {LiveDemoOptions.FewestSensors} to {LiveDemoOptions.MostSensors}");
            var options = new LiveDemoOptions(parsed.GetValue(data)!, parsed.GetValue(urls)!, parsed.GetValue(duration), parsed.GetValue(sensors), parsed.GetValue(fresh), Millrace());
            return LiveDemo.RunAsync(options, terminal, cancellation).GetAwaiter().GetResult();
        });
        return (command, "millrace demo\nmillrace demo --for 1m --data /tmp/factory\nmillrace demo --recorded");
    }

    /// <summary>How to call this program again: as it was called, when that was from the sources.</summary>
    private static string Millrace() =>
        Environment.ProcessPath is { } path && path.StartsWith(Path.Combine(Environment.CurrentDirectory, "src", "Host", "bin"), StringComparison.Ordinal)
            ? "dotnet run --project src/Host --"
            : "millrace";
}
