using System.CommandLine;
using Millrace.Graphs.Files;
using Millrace.Graphs.Pipelines;
using Millrace.Host.Output;

namespace Millrace.Host.Commands;

/// <summary><c>millrace backtest</c>: recorded readings in, results out, as fast as it goes.</summary>
internal static class BacktestCommand
{
    public static (Command Command, string Example) Create(Terminal terminal, CancellationToken cancellation)
    {
        var pipeline = PipelineInput.Option();
        var input = new Option<string[]>("--input")
        {
            Description = "The recordings (NDJSON or CSV, also .gz), each a partition; - is standard input.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
            HelpName = "FILE...",
        };
        var output = new Option<string>("--output") { Description = "Where the results go; - is standard output.", DefaultValueFactory = _ => "-", HelpName = "FILE|-" };
        var noFlush = new Option<bool>("--no-flush") { Description = "Leave open at the end of the input what is open: windows and matches that wait for more time to pass." };
        var command = new Command("backtest", "Run a pipeline over recorded readings. The same input gives the same output, byte for byte.") { pipeline, input, output, noFlush };
        command.SetAction(parsed =>
        {
            var definition = PipelineInput.Definition(PipelineFile.Load(parsed.GetValue(pipeline)!));
            return Run(definition, parsed.GetValue(input)!, parsed.GetValue(output)!, !parsed.GetValue(noFlush), terminal, cancellation);
        });
        return (command, "millrace generate --output readings.ndjson\nmillrace backtest --pipeline samples/smart-factory/pipeline.yaml --input readings.ndjson --output results.ndjson");
    }

    private static int Run(PipelineDefinition definition, string[] inputs, string path, bool flush, Terminal terminal, CancellationToken cancellation)
    {
        if (path != "-" && inputs.Any(input => Path.GetFullPath(input) == Path.GetFullPath(path)))
            throw new BadInputException($"millrace: {path} is an input; give --output another file");
        cancellation.ThrowIfCancellationRequested();
        using var backtest = Backtest.Open(definition, inputs);
        using var output = OutputFile.Open(path, terminal);
        var progress = new ProgressDisplay(terminal);
        try
        {
            var summary = backtest.Run(output.Stream, flush, progress.Report, cancellation);
            output.Complete();
            progress.Clear();
            SummaryText.Write(summary, progress.Elapsed, terminal.Error);
            return ExitCode.Success;
        }
        finally
        {
            progress.Clear();
        }
    }
}
