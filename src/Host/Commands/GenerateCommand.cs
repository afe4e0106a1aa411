using System.CommandLine;
using Millrace.Graphs.Factory;
using Millrace.Host.Output;

namespace Millrace.Host.Commands;

/// <summary><c>millrace generate</c>: factory data from a seed, with the right answers beside it.</summary>
internal static class GenerateCommand
{
    private static readonly FactoryOptions Defaults = new();

    public static (Command Command, string Example) Create(Terminal terminal, CancellationToken cancellation)
    {
        var seed = Option("--seed", "Where all chance comes from; the same seed gives the same bytes.", Defaults.Seed);
        var machines = Option("--machines", "Machines.", Defaults.Machines);
        var sensors = Option("--sensors", "Sensors a machine: temperature, vibration, pressure, current, speed, humidity, and round again.", Defaults.Sensors);
        var rate = Option("--rate", "Readings a second from each sensor.", Defaults.Rate);
        var span = Option("--span", "Event time to cover.", Words.Duration, "10m");
        var outOfOrder = Option("--out-of-order", "How far behind a later reading one may arrive in time.", Words.Duration, "2s");
        var late = Option("--late", "Share of readings that come even later than that.", Words.Share, "0.1%");
        var failures = Option("--failures", "Bearing failures to plant.", Defaults.Failures);
        var nearMisses = Option("--near-misses", "Episodes to plant that look like a failure and are none.", Defaults.NearMisses);
        var format = new Option<FactoryFormat?>("--format") { Description = "ndjson or csv; by default after the file's name, else ndjson." };
        var output = new Option<string>("--output") { Description = "Where the readings go; - is standard output.", DefaultValueFactory = _ => "-", HelpName = "FILE|-" };
        var truth = new Option<string?>("--truth") { Description = "Where the planted failures and near-misses go, as JSON.", HelpName = "FILE" };
        var command = new Command("generate", "Generate factory readings from a seed, with planted bearing failures whose truth is written beside them.")
        {
            seed, machines, sensors, rate, span, outOfOrder, late, failures, nearMisses, format, output, truth,
        };
        command.SetAction(parsed =>
        {
            var options = new FactoryOptions
            {
                Seed = parsed.GetValue(seed),
                Machines = parsed.GetValue(machines),
                Sensors = parsed.GetValue(sensors),
                Rate = parsed.GetValue(rate),
                Span = parsed.GetValue(span) ?? Defaults.Span,
                OutOfOrder = parsed.GetValue(outOfOrder) ?? Defaults.OutOfOrder,
                Late = parsed.GetValue(late) ?? Defaults.Late,
                Failures = parsed.GetValue(failures),
                NearMisses = parsed.GetValue(nearMisses),
            };
            if (options.Errors() is { Count: > 0 } errors)
                throw new BadInputException(string.Join('\n', errors.Select(error => "millrace: --" + error)));
            var path = parsed.GetValue(output)!;
            var chosen = parsed.GetValue(format)
                ?? (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? FactoryFormat.Csv : FactoryFormat.Ndjson);
            return Generate(options, chosen, path, parsed.GetValue(truth), terminal, cancellation);
        });
        return (command, "millrace generate --seed 42 --machines 100 --failures 5 --output readings.ndjson --truth truth.json");
    }

    private static int Generate(FactoryOptions options, FactoryFormat format, string output, string? truth, Terminal terminal, CancellationToken cancellation)
    {
        var started = terminal.Clock.GetTimestamp();
        var simulator = new FactorySimulator(options);
        using var readings = OutputFile.Open(output, terminal);
        using var answers = truth is null ? null : OutputFile.Open(truth, terminal);
        var writer = new FactoryWriter(simulator.Sensors, format, readings.Stream);
        writer.WriteAll(simulator, cancellation);
        var known = simulator.Truth;
        if (answers is not null)
        {
            known.WriteTo(answers.Stream);
            answers.Stream.WriteByte((byte)'\n');
            answers.Complete();
        }

        readings.Complete();
        var elapsed = terminal.Clock.GetElapsedTime(started);
        terminal.Error.WriteLine(
            $"{Figures.Count(known.Readings)} readings of {Figures.Count(simulator.Sensors.Count)} sensors, {Figures.Bytes(writer.Bytes)}, "
            + $"in {Figures.Seconds(elapsed)} ({Figures.Rate(known.Readings, elapsed)} readings/s)");
        terminal.Error.WriteLine(
            $"{Figures.Count(known.Disordered)} out of order, {Figures.Count(known.Late)} late; "
            + $"{known.Failures.Count()} failures and {known.NearMisses.Count()} near-misses planted");
        return ExitCode.Success;
    }

    private static Option<T> Option<T>(string name, string description, T fallback) =>
        new(name) { Description = description, DefaultValueFactory = _ => fallback };

    private static Option<T?> Option<T>(string name, string description, Func<System.CommandLine.Parsing.ArgumentResult, T?> parser, string shown)
        where T : struct =>
        new(name) { Description = $"{description} [default: {shown}]", CustomParser = parser };
}
