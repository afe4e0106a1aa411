using System.CommandLine;
using Millrace.Graphs.Pipelines;
using Millrace.Host.Output;

namespace Millrace.Host.Commands;

/// <summary><c>millrace validate</c>: the graph as it will run, or everything that is wrong with the file.</summary>
internal static class ValidateCommand
{
    public static (Command Command, string Example) Create(Terminal terminal)
    {
        var pipeline = PipelineInput.Option();
        var command = new Command("validate", "Check a pipeline file: print the graph as it will run, or every error in it with line and column.") { pipeline };
        command.SetAction(parsed =>
        {
            var definition = PipelineInput.Definition(PipelineFile.Load(parsed.GetValue(pipeline)!));
            using var text = terminal.OpenText();
            text.WriteLine(PipelineDescription.Describe(definition).TrimEnd());
            return ExitCode.Success;
        });
        return (command, "millrace validate --pipeline samples/smart-factory/pipeline.yaml");
    }
}
