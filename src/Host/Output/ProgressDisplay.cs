using Millrace.Graphs.Files;

namespace Millrace.Host.Output;

/// <summary>How far a backtest has come, on standard error: one line that renews itself on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressDisplay(Terminal terminal)
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(5);

    private readonly long started = terminal.Clock.GetTimestamp();
    private long shown = terminal.Clock.GetTimestamp();
    private bool open;

    public TimeSpan Elapsed => terminal.Clock.GetElapsedTime(started);

    public void Report(BacktestProgress value)
    {
        if (terminal.Clock.GetElapsedTime(shown) < (terminal.ErrorIsTerminal ? OnTerminal : Elsewhere))
            return;
        shown = terminal.Clock.GetTimestamp();
        var line = Line(value);
        if (!terminal.ErrorIsTerminal)
        {
            terminal.Error.WriteLine(line);
            return;
        }

        open = true;
        terminal.Error.Write($"\r{(line.Length < terminal.Width ? line : line[..(terminal.Width - 1)])}\e[K");
        terminal.Error.Flush();
    }

    /// <summary>Takes the renewing line away, so that what follows starts on a clean one.</summary>
    public void Clear()
    {
        if (open)
            terminal.Error.Write("\r\e[K");
        open = false;
    }

    private string Line(BacktestProgress value)
    {
        var share = value.BytesTotal is > 0 and var total ? $"{100 * value.BytesRead / total,3}% of {Figures.Bytes(total)}" : Figures.Bytes(value.BytesRead);
        var reached = value.Watermark == Messages.EventTime.MinValue ? "" : $"  watermark {value.Watermark}";
        return $"{share}  {Figures.Count(value.Readings)} readings  {Figures.Rate(value.Readings, Elapsed)}/s{reached}";
    }
}
