using System.CommandLine;
using Millrace.Graphs.Pipelines;

namespace Millrace.Host.Commands;

/// <summary>The pipeline that a command was given.</summary>
internal static class PipelineInput
{
    public static Option<string> Option() => new("--pipeline") { Description = "The pipeline file (YAML).", Required = true, HelpName = "FILE" };

    /// <exception cref="BadInputException">Something is wrong with it; the message lists everything.</exception>
    public static PipelineDefinition Definition(PipelineLoad load)
    {
        if (load.Definition is { } definition)
            return definition;
        var errors = load.Errors.Length == 1 ? "1 error" : $"{load.Errors.Length} errors";
        throw new BadInputException($"{PipelineErrorText.Format(load)}\n{errors}; nothing was run");
    }
}
