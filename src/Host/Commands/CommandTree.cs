using System.CommandLine;
using System.CommandLine.Help;
using Millrace.Graphs.Files;
using Millrace.Host.Output;

namespace Millrace.Host.Commands;

/// <summary>The command line of <c>millrace</c>: all its commands, and how they end.</summary>
public static class CommandTree
{
    /// <summary>Runs one command to its end.</summary>
    /// <param name="arguments">The words after <c>millrace</c>.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation = default)
    {
        var root = Build(terminal, cancellation);
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                terminal.Error.WriteLine($"millrace: {error.Message}");
            var words = string.Join(' ', Path(parsed.CommandResult));
            terminal.Error.WriteLine($"Try: {words} --help");
            return ExitCode.BadInput;
        }

        using var text = terminal.OpenText();
        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = text, Error = terminal.Error, EnableDefaultExceptionHandler = false });
        }
        catch (BadInputException exception)
        {
            terminal.Error.WriteLine(exception.Message);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Error.WriteLine("millrace: interrupted; nothing was kept.");
            return ExitCode.Interrupted;
        }
        catch (InputFileException exception)
        {
            terminal.Error.WriteLine($"millrace: {exception.Message}");
            return ExitCode.BadInput;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"millrace: {exception.Message}");
            return ExitCode.Failure;
        }
    }

    private static RootCommand Build(Terminal terminal, CancellationToken cancellation)
    {
        var examples = new Dictionary<Command, string>();
        var root = new RootCommand("Millrace: exact windows and patterns over sensor readings, in event time.");
        examples[root] = "millrace demo";
        foreach (var (command, example) in new[]
        {
            DemoCommand.Create(terminal, cancellation),
            RunCommand.Create(terminal, cancellation),
            IngestCommand.Create(terminal, cancellation),
            BacktestCommand.Create(terminal, cancellation),
            ValidateCommand.Create(terminal),
            GenerateCommand.Create(terminal, cancellation),
            ConfigCommand.Create(terminal),
        })
        {
            root.Subcommands.Add(command);
            examples[command] = example;
        }

        var help = root.Options.OfType<HelpOption>().Single();
        var shown = new ExampleHelp((HelpAction)help.Action!, examples);
        help.Action = shown;
        root.SetAction(shown.Invoke);
        return root;
    }

    private static Stack<string> Path(System.CommandLine.Parsing.SymbolResult? result)
    {
        var names = new Stack<string>();
        for (; result is System.CommandLine.Parsing.CommandResult command; result = result.Parent)
            names.Push(command.Command is RootCommand ? "millrace" : command.Command.Name);
        return names;
    }
}
