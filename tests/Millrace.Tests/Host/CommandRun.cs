using System.Text;
using Millrace.Host.Commands;
using Millrace.Host.Output;

namespace Millrace.Tests.Host;

/// <summary>One command run in this process, with what it wrote.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static CommandRun Of(params string[] arguments) => Run(arguments, CancellationToken.None);

    /// <summary>The same, with Ctrl-C already pressed.</summary>
    public static CommandRun Interrupted(params string[] arguments) => Run(arguments, new CancellationToken(canceled: true));

    /// <summary>The same until it is told to end, with what it has written to standard error in sight.</summary>
    public static Task<CommandRun> Until(StringWriter error, string[] arguments, CancellationToken end) => Task.Run(() =>
    {
        using var output = new MemoryStream();
        var exitCode = CommandTree.Run(arguments, new Terminal(output, TextWriter.Synchronized(error), TimeProvider.System), end);
        return new CommandRun(exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    });

    private static CommandRun Run(string[] arguments, CancellationToken cancellation)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = CommandTree.Run(arguments, new Terminal(output, error, TimeProvider.System), cancellation);
        return new CommandRun(exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
