using System.CommandLine;
using System.Globalization;
using Millrace.Graphs.Files;
using Millrace.Host.Output;
using Millrace.Host.Sending;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Host.Commands;

/// <summary><c>millrace ingest</c>: recorded readings into a running service.</summary>
internal static class IngestCommand
{
    private const int MostReported = 100;

    public static (Command Command, string Example) Create(Terminal terminal, CancellationToken cancellation)
    {
        var files = new Argument<string[]>("FILE") { Description = "The recordings (NDJSON or CSV, also .gz); - is standard input.", Arity = ArgumentArity.OneOrMore };
        var server = new Option<string>("--server") { Description = "The service.", DefaultValueFactory = _ => "http://127.0.0.1:8080", HelpName = "URL" };
        var token = new Option<string?>("--token") { Description = "Its token; default the environment's MILLRACE_HTTP__TOKEN.", HelpName = "TOKEN" };
        var batch = new Option<int>("--batch") { Description = "Readings a request, 1 to 100000.", DefaultValueFactory = _ => 1000, HelpName = "N" };
        var rate = new Option<double?>("--rate") { Description = "The most readings a second; default as fast as it goes.", HelpName = "N" };
        var onError = new Option<string>("--on-error") { Description = "What to do when a reading is bad: refuse stops there, keep goes on without it.", DefaultValueFactory = _ => "refuse", HelpName = "refuse|keep" };
        onError.AcceptOnlyFromAmong("refuse", "keep");
        var command = new Command("ingest", "Send recorded readings to a running service, in order; each request is on the service's disk before the next goes.") { files, server, token, batch, rate, onError };
        command.SetAction(parsed =>
        {
            if (!Uri.TryCreate(parsed.GetValue(server), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new BadInputException($"millrace: --server {parsed.GetValue(server)} is no address; write it like http://127.0.0.1:8080");
            var size = parsed.GetValue(batch);
            if (size is < 1 or > 100_000 || parsed.GetValue(rate) is <= 0)
                throw new BadInputException("millrace: --batch is 1 to 100000, --rate more than 0");
            var options = new SenderOptions(address, parsed.GetValue(token) ?? Environment.GetEnvironmentVariable("MILLRACE_HTTP__TOKEN"), parsed.GetValue(rate), parsed.GetValue(onError) == "keep");
            return Run(parsed.GetValue(files)!, size, options, terminal, cancellation);
        });
        return (command, "millrace generate --output readings.ndjson\nmillrace ingest readings.ndjson");
    }

    private static int Run(string[] files, int size, SenderOptions options, Terminal terminal, CancellationToken cancellation)
    {
        using var sender = new ReadingSender(options, terminal.Clock);
        var progress = new ProgressDisplay(terminal);
        var reported = 0;
        var stopped = false;
        void Report(string file, long line, string reason)
        {
            if (reported++ == MostReported)
                terminal.Error.WriteLine($"millrace: more than {MostReported} readings were rejected; the rest is counted only");
            if (reported > MostReported)
                return;
            progress.Clear();
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}:{line}: {reason}"));
        }

        try
        {
            foreach (var file in files)
            {
                using var source = Open(file, size, out var rows);
                var request = new SendRequest(file == FileSource.StandardInput ? "" : Path.GetFileName(file));
                var more = true;
                while (more && !stopped)
                {
                    more = source.Read(rows);
                    for (var row = 0; more && row < rows.Count && !stopped; row++)
                    {
                        request.Add(rows, row);
                        if (request.Count == size || request.IsLarge)
                            stopped = !sender.Send(request, (line, reason) => Report(file, line, reason), cancellation);
                    }

                    progress.Report(new BacktestProgress(source.BytesRead, source.BytesTotal, sender.Accepted, EventTime.MinValue, 0));
                }

                if (request.Count > 0 && !stopped)
                    stopped = !sender.Send(request, (line, reason) => Report(file, line, reason), cancellation);
                if (stopped)
                    break;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            progress.Clear();
            terminal.Error.WriteLine($"millrace: interrupted; {Figures.Count(sender.Accepted)} readings were accepted and are in the log.");
            return ExitCode.Interrupted;
        }
        finally
        {
            progress.Clear();
        }

        terminal.Error.WriteLine($"{Figures.Count(sender.Accepted)} readings accepted, {Figures.Count(sender.Rejected)} rejected in {Figures.Seconds(progress.Elapsed)}: {Figures.Rate(sender.Accepted, progress.Elapsed)}/s"
            + (sender.Retries > 0 ? $", {Figures.Count(sender.Retries)} requests sent again" : ""));
        if (stopped)
            terminal.Error.WriteLine("millrace: stopped at the bad reading, its request was refused whole; mend it, or go on without such readings: --on-error keep");
        return sender.Rejected > 0 ? ExitCode.BadInput : ExitCode.Success;
    }

    /// <summary>Opens a file for which nothing is known of the readings but how they are written: what they must hold is for the service to say.</summary>
    private static FileSource Open(string file, int size, out ReadingBatch rows)
    {
        var schema = ReadingSchema.Create();
        var symbols = new SymbolTable();
        rows = new ReadingBatch(schema, symbols, Math.Min(size, 4096));
        var source = FileSource.Open(file, new SourceFormat(), schema, symbols);
        source.RecordTime = new EventTime(0);
        return source;
    }
}
