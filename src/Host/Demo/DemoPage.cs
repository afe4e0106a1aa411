using System.Globalization;
using Millrace.Graphs.Factory;
using Millrace.Graphs.Files;
using Millrace.Host.Output;
using Spectre.Console;

namespace Millrace.Host.Demo;

/// <summary>The demonstration as a person reads it: 80 columns, colours only where they are welcome.</summary>
internal sealed class DemoPage(IAnsiConsole console, bool boxes)
{
    private const int ChartWidth = 52;
    private const long ChartBefore = 20_000;
    private const long ChartAfter = 40_000;
    private const int MinutesShown = 5;

    public static DemoPage On(TextWriter output, Terminal terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = terminal.OutputIsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.Colors ? ColorSystemSupport.EightBit : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = terminal.Width;
        console.Profile.Capabilities.Unicode = true;
        return new DemoPage(console, terminal.OutputIsTerminal);
    }

    public void Begin(FactoryOptions factory)
    {
        console.MarkupLine("[bold]Millrace: a smart factory, from a recording[/]");
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{factory.Machines} machines with {factory.Sensors} sensors each, {factory.Rate} readings a second, {factory.Span.TotalMinutes} minutes; seed {factory.Seed}"));
        console.WriteLine();
    }

    public void Recorded(DemoRecording recording) => Fact(
        "wrote",
        $"{Figures.Count(recording.Truth.Readings)} readings, {Figures.Bytes(recording.Bytes)}, in {Figures.Seconds(recording.Elapsed)}",
        $"{recording.Truth.Failures.Count()} bearing failures and {recording.Truth.NearMisses.Count()} near-misses are hidden among them");

    public void Ran(BacktestSummary summary, TimeSpan elapsed)
    {
        Fact(
            "read",
            $"{Figures.Count(summary.Statistics.Readings)} readings in {Figures.Seconds(elapsed)}: {Figures.Rate(summary.Statistics.Readings, elapsed)} readings/s on one core",
            $"{Figures.Count(summary.Statistics.Late)} came late, {Figures.Count(summary.Statistics.DeadLetters)} could not be read");
        Fact("found", [.. SummaryText.Results(summary)]);
        console.WriteLine();
    }

    public void Failures(DemoFindings findings, FactoryTruth truth)
    {
        Title("Bearing failures: vibration above 8, then temperature above 80 within 60 s");
        var table = Table("machine", "vibration", "at", "temperature", "at", "planted");
        foreach (var (match, planted) in findings.Judge(truth))
        {
            var verdict = planted ? "[green]yes[/]" : "[red]no[/]";
            table.AddRow(match.Machine, Decimal(match.Spike.Value), Clock(match.Spike.Time), Decimal(match.Rise.Value), Clock(match.Rise.Time), verdict);
        }

        var missed = findings.Missed(truth);
        foreach (var failure in missed)
            table.AddRow(failure.Machine, "", Clock(failure.Spike.ToString()), "", Clock(failure.Rise.ToString()!), "[red]missed[/]");
        console.Write(table);
        var right = truth.Failures.Count() - missed.Count;
        console.MarkupLineInterpolated(
            $"[bold]{right} of {truth.Failures.Count()} found[/], {missed.Count} missed; {findings.Matches.Count - right} false alarms, with {truth.NearMisses.Count()} near-misses planted");
        console.WriteLine();
    }

    public void Chart(DemoRecording recording)
    {
        var failure = recording.Truth.Failures.First(planted => planted.Machine == recording.Machine);
        var (from, to) = (failure.Spike.Milliseconds - ChartBefore, failure.Rise!.Value.Milliseconds + ChartAfter);
        Title($"How {recording.Machine} failed");
        foreach (var (metric, name, color) in new[] { (FactoryMetric.Vibration, "vibration", "yellow"), (FactoryMetric.Temperature, "temperature", "red") })
        {
            var points = recording.Points.Where(point => point.Metric == metric).Select(point => (point.Time, point.Value));
            var (text, lowest, highest) = Sparkline.Draw(points, from, to, ChartWidth);
            console.MarkupLine($"{name,-11} [{color}]{text}[/] {Decimal(lowest)} to {Decimal(highest)}");
        }

        var (first, last) = (Clock(new Messages.EventTime(from).ToString()), Clock(new Messages.EventTime(to).ToString()));
        console.WriteLine($"{"",-11} {first}{new string(' ', ChartWidth - first.Length - last.Length)}{last}");
        console.WriteLine();
    }

    public void Minutes(DemoFindings findings)
    {
        Title("The warmest minutes of all machines (window temperature-1m)");
        var table = Table("machine", "minute", "readings", "mean", "p99", "peak");
        foreach (var minute in findings.Minutes.OrderByDescending(minute => minute.Mean).ThenBy(minute => minute.Machine, StringComparer.Ordinal).Take(MinutesShown))
            table.AddRow(minute.Machine, Clock(minute.Start)[..5], Figures.Count(minute.Readings), Decimal(minute.Mean), Decimal(minute.P99), Decimal(minute.Peak));
        console.Write(table);
        console.WriteLine();
    }

    public void TryNext(string millrace)
    {
        Title("Try next");
        console.Profile.Width = 1000;
        console.WriteLine($"  {millrace} generate --output readings.ndjson --truth truth.json");
        console.WriteLine($"  {millrace} validate --pipeline samples/smart-factory/pipeline.yaml");
        console.WriteLine($"  {millrace} backtest --pipeline samples/smart-factory/pipeline.yaml --input readings.ndjson --output results.ndjson");
    }

    private void Title(string text) => console.MarkupLineInterpolated($"[bold]{text}[/]");

    private void Fact(string verb, params string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
            console.MarkupLineInterpolated($"[blue]{(i == 0 ? verb : ""),-6}[/] {lines[i]}");
    }

    private Table Table(params string[] columns)
    {
        var table = new Table { Border = boxes ? TableBorder.Rounded : TableBorder.None };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column) { Alignment = column is "machine" or "minute" or "planted" ? Justify.Left : Justify.Right, NoWrap = true });
        return table;
    }

    /// <summary>The time of day of <c>2026-01-01T00:04:45.487Z</c>.</summary>
    private static string Clock(string time) => time.Length == 24 ? time[11..23] : time;

    private static string Decimal(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
