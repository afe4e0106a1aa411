using Millrace.Graphs.Files;
using Millrace.Messages;

namespace Millrace.Host.Output;

/// <summary>What a backtest did, in a few lines.</summary>
internal static class SummaryText
{
    public static void Write(BacktestSummary summary, TimeSpan elapsed, TextWriter output)
    {
        output.WriteLine($"{Figures.Count(summary.Statistics.Readings)} readings in {Figures.Seconds(elapsed)}: {Figures.Rate(summary.Statistics.Readings, elapsed)} readings/s");
        foreach (var line in Results(summary))
            output.WriteLine(line);
        output.WriteLine($"{Figures.Count(summary.Statistics.Late)} late, {Figures.Count(summary.Statistics.DeadLetters)} dead letter{(summary.Statistics.DeadLetters == 1 ? "" : "s")}");
    }

    /// <summary>A line for each name and kind of result: windows, matches and so on, late readings last.</summary>
    public static IEnumerable<string> Results(BacktestSummary summary) =>
        summary.Outputs.Where(result => result.Kind != OutputKind.DeadLetter)
            .OrderBy(result => result.Kind).ThenBy(result => result.Name, StringComparer.Ordinal).Select(result => $"{Figures.Count(result.Count)} {Words(result.Kind, result.Count)} of {result.Name}");

    private static string Words(OutputKind kind, long count) => (kind, count) switch
    {
        (OutputKind.Match, 1) => "match",
        (OutputKind.Match, _) => "matches",
        (OutputKind.Timeout, 1) => "timeout",
        (OutputKind.Timeout, _) => "timeouts",
        (OutputKind.Late, 1) => "late reading",
        (OutputKind.Late, _) => "late readings",
        (OutputKind.Notice, 1) => "notice",
        (OutputKind.Notice, _) => "notices",
        (_, 1) => "result",
        _ => "results",
    };
}
