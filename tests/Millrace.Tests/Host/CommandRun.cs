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

    private static CommandRun Run(string[] arguments, CancellationToken cancellation)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = CommandTree.Run(arguments, new Terminal(output, error, TimeProvider.System), cancellation);
        return new CommandRun(exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
