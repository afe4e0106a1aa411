using System.CommandLine;
using Millrace.Graphs.Files;
using Millrace.Graphs.Pipelines;
using Millrace.Host.Demo;
using Millrace.Host.Output;

namespace Millrace.Host.Commands;

/// <summary><c>millrace demo</c>: generates a factory's readings, backtests the smart-factory pipeline over them and shows what it found.</summary>
internal static class DemoCommand
{
    private const string PipelineName = "smart-factory.yaml";

    public static (Command Command, string Example) Create(Terminal terminal, CancellationToken cancellation)
    {
        var command = new Command("demo", "Show Millrace at work: generate a factory's readings, run a pipeline over them, compare what it finds with what was planted.");
        command.SetAction(_ => Run(terminal, cancellation));
        return (command, "millrace demo");
    }

    private static int Run(Terminal terminal, CancellationToken cancellation)
    {
        using var text = terminal.OpenText();
        text.AutoFlush = true;
        var page = DemoPage.On(text, terminal);
        var folder = Directory.CreateTempSubdirectory("millrace-demo-");
        try
        {
            page.Begin(DemoRecording.Options);
            var recording = DemoRecording.Write(Path.Combine(folder.FullName, "readings.ndjson"), DemoRecording.Options, terminal.Clock, cancellation);
            page.Recorded(recording);
            var results = Path.Combine(folder.FullName, "results.ndjson");
            var (summary, elapsed) = Search(recording.Path, results, terminal, cancellation);
            page.Ran(summary, elapsed);
            var findings = DemoFindings.Read(results);
            page.Failures(findings, recording.Truth);
            page.Chart(recording);
            page.Minutes(findings);
            page.TryNext(Millrace());
            return ExitCode.Success;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (BacktestSummary Summary, TimeSpan Elapsed) Search(string readings, string results, Terminal terminal, CancellationToken cancellation)
    {
        using var resource = typeof(DemoCommand).Assembly.GetManifestResourceStream(PipelineName)!;
        using var reader = new StreamReader(resource);
        var definition = PipelineInput.Definition(PipelineFile.Parse(reader.ReadToEnd(), PipelineName));
        using var backtest = Backtest.Open(definition, [readings]);
        using var output = File.Create(results);
        var progress = new ProgressDisplay(terminal);
        var summary = backtest.Run(output, progress: progress.Report, cancellation: cancellation);
        var elapsed = progress.Elapsed;
        progress.Clear();
        return (summary, elapsed);
    }

    /// <summary>How to call this program again: as it was called, when that was from the sources.</summary>
    private static string Millrace() =>
        Environment.ProcessPath is { } path && path.StartsWith(Path.Combine(Environment.CurrentDirectory, "src", "Host", "bin"), StringComparison.Ordinal)
            ? "dotnet run --project src/Host --"
            : "millrace";
}
