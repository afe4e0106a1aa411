using System.CommandLine;
using Millrace.Host.Configuration;
using Millrace.Host.Output;

namespace Millrace.Host.Commands;

/// <summary><c>millrace config</c>: every option with its default, as a file to start from.</summary>
internal static class ConfigCommand
{
    public static (Command Command, string Example) Create(Terminal terminal)
    {
        var command = new Command("config", "Print a configuration file with every option of run, its default, unit and bound.");
        command.SetAction(_ =>
        {
            using var text = terminal.OpenText();
            text.Write(ConfigurationText.File(new ServiceOptions()));
            return ExitCode.Success;
        });
        return (command, "millrace config > config/millrace.json");
    }
}
