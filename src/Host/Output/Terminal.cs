namespace Millrace.Host.Output;

/// <summary>Where a command writes and what it may assume about who reads it. A test hands in streams of its own.</summary>
/// <param name="Output">Standard output: results and nothing else.</param>
/// <param name="Error">Standard error: progress, summaries, complaints.</param>
/// <param name="Clock">The wall clock, for progress and durations; results never depend on it.</param>
public sealed record Terminal(Stream Output, TextWriter Error, TimeProvider Clock)
{
    /// <summary>Whether a person looks at standard output; default no.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person looks at standard error; default no.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether colours are welcome: a terminal, and no <c>NO_COLOR</c> in the environment.</summary>
    public bool Colors { get; init; }

    /// <summary>Columns; default 80.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Columns and rows of the terminal at the moment, asked again and again since people pull at their windows; default 80 by 24.</summary>
    public Func<(int Columns, int Rows)> Size { get; init; } = static () => (80, 24);

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess()
    {
        var output = !Console.IsOutputRedirected;
        var dumb = Environment.GetEnvironmentVariable("TERM") is "dumb";
        return new Terminal(Console.OpenStandardOutput(), Console.Error, TimeProvider.System)
        {
            OutputIsTerminal = output && !dumb,
            ErrorIsTerminal = !Console.IsErrorRedirected && !dumb,
            Colors = output && !dumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Width = output && Console.WindowWidth > 0 ? Math.Clamp(Console.WindowWidth, 40, 120) : 80,
            Size = static () => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? (80, 24) : (Console.WindowWidth, Console.WindowHeight),
        };
    }

    /// <summary>A writer of text over <see cref="Output"/>, UTF-8 without a mark, that flushes when it is disposed and leaves the stream open.</summary>
    public StreamWriter OpenText() => new(Output, new System.Text.UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
}
