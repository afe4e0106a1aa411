using Millrace.Graphs.Files;
using Millrace.Graphs.Pipelines;
using Millrace.Host.Commands;
using Millrace.Host.Output;

namespace Millrace.Host.Demo;

/// <summary>The demonstration over a recording: generates a factory's readings, backtests the smart-factory pipeline over them, shows what it found, and ends.</summary>
internal static class RecordedDemo
{
    private const string PipelineName = "smart-factory.yaml";

    /// <summary>Runs it.</summary>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="millrace">How to call this program.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    public static int Run(Terminal terminal, string millrace, CancellationToken cancellation)
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
            page.TryNext(millrace);
            return ExitCode.Success;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (BacktestSummary Summary, TimeSpan Elapsed) Search(string readings, string results, Terminal terminal, CancellationToken cancellation)
    {
        using var resource = typeof(RecordedDemo).Assembly.GetManifestResourceStream(PipelineName)!;
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
}
