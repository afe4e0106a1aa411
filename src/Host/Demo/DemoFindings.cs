using System.Text.Json;
using Millrace.Graphs.Factory;

namespace Millrace.Host.Demo;

/// <summary>What the backtest wrote, read back from its output as any other program would read it.</summary>
internal sealed class DemoFindings
{
    /// <summary>A match of the pattern, with the readings that made it.</summary>
    public sealed record Match(string Machine, DemoEvent Spike, DemoEvent Rise);

    /// <summary>A reading in a match.</summary>
    public readonly record struct DemoEvent(string Time, double Value);

    /// <summary>A result of the window <c>temperature-1m</c>.</summary>
    public sealed record Minute(string Machine, string Start, long Readings, double Mean, double P99, double Peak);

    public List<Match> Matches { get; } = [];

    public List<Minute> Minutes { get; } = [];

    public static DemoFindings Read(string path)
    {
        var findings = new DemoFindings();
        foreach (var line in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            switch (root.GetProperty("type").GetString(), root.TryGetProperty("name", out var name) ? name.GetString() : null)
            {
                case ("match", "bearing-failure"):
                    findings.Matches.Add(new Match(Text(root, "key"), Event(root, "spike"), Event(root, "rise")));
                    break;
                case ("window", "temperature-1m"):
                    var values = root.GetProperty("values");
                    findings.Minutes.Add(new Minute(
                        Text(root, "key"), Text(root, "start"), values.GetProperty("readings").GetInt64(), Number(values, "mean"), Number(values, "p99"), Number(values, "peak")));
                    break;
            }
        }

        return findings;
    }

    /// <summary>The planted failures that a match stands for, reading for reading.</summary>
    public IReadOnlyList<(Match Match, bool Planted)> Judge(FactoryTruth truth) =>
        [.. Matches.Select(match => (match, truth.Failures.Any(failure => Tells(match, failure))))];

    /// <summary>The planted failures that no match stands for.</summary>
    public IReadOnlyList<PlantedEpisode> Missed(FactoryTruth truth) =>
        [.. truth.Failures.Where(failure => !Matches.Exists(match => Tells(match, failure)))];

    private static bool Tells(Match match, PlantedEpisode failure) =>
        match.Machine == failure.Machine && match.Spike.Time == failure.Spike.ToString() && match.Rise.Time == failure.Rise.ToString();

    private static DemoEvent Event(JsonElement match, string step)
    {
        var reading = match.GetProperty("events").GetProperty(step)[0];
        return new DemoEvent(Text(reading, "timestamp"), Number(reading, "value"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
