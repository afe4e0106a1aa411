using System.Globalization;
using System.Text.Json;
using Millrace.Host.Commands;

namespace Millrace.Tests.Host;

/// <summary>The samples as they stand in the repository: all load, and do with the recorded data what their texts say.</summary>
public sealed class SamplePipelineTests
{
    public static TheoryData<string> Pipelines =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Sample_Validated_IsGood(string pipeline)
    {
        var run = CommandRun.Of("validate", "--pipeline", Path.Combine(Repository.Root, pipeline));
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.NotEmpty(run.Output);
    }

    [Fact]
    public void SmartFactory_GeneratedData_FindsExactlyWhatWasPlanted()
    {
        using var folder = new ScratchFolder();
        Assert.Equal(ExitCode.Success, CommandRun.Of(
            "generate", "--seed", "7", "--machines", "20", "--span", "12m", "--late", "1%", "--failures", "8", "--near-misses", "9",
            "--output", folder.Path("r.ndjson"), "--truth", folder.Path("t.json")).ExitCode);
        var results = Results("samples/smart-factory/pipeline.yaml", folder.Path("r.ndjson"));
        using var truth = JsonDocument.Parse(File.ReadAllBytes(folder.Path("t.json")));
        Assert.Equal(
            truth.RootElement.GetProperty("failures").EnumerateArray()
                .Select(failure => (Text(failure, "machine"), Text(failure, "spike"), Text(failure, "rise"))).Order(),
            Of(results, "match", "bearing-failure").Select(match => (Text(match, "key"), Text(match, "start"), Text(match, "end"))).Order());
        Assert.Equal(20 * 12, Of(results, "window", "temperature-1m").Count(result => result.GetProperty("revision").GetInt32() == 0));
    }

    [Fact]
    public void MachineTemperature_ColdMachine_FindsAllFourFailuresAndNothingElse()
    {
        var results = Results("samples/machine-temperature/pipeline.yaml", Recorded("nab/machine_temperature_system_failure.csv"));
        var windows = Windows("machine_temperature_system_failure.csv");
        var (found, outside) = Judge(Of(results, "match", "cold-machine"), windows, TimeSpan.FromHours(12));
        Assert.Equal((4, 0), (found, outside));
        (found, outside) = Judge(Of(results, "match", "cooling-machine"), windows, TimeSpan.FromHours(6));
        Assert.Equal((4, 2), (found, outside));
        Assert.Equal(22_695, Of(results, "window", "temperature-6h").Sum(result => result.GetProperty("values").GetProperty("readings").GetInt64()));
        Assert.Empty(Of(results, "late", null));
        Assert.Empty(Of(results, "deadLetter", null));
    }

    [Fact]
    public void AmbientTemperature_BothFailures_AreFound()
    {
        var results = Results("samples/ambient-temperature/pipeline.yaml", Recorded("nab/ambient_temperature_system_failure.csv"));
        var windows = Windows("ambient_temperature_system_failure.csv");
        Assert.Equal((1, 0), Judge(Of(results, "match", "too-hot"), windows, TimeSpan.Zero));
        Assert.Equal((1, 3), Judge(Of(results, "match", "too-cold"), windows, TimeSpan.Zero));
    }

    [Fact]
    public void Road_JamsAndDenseTraffic_AreFound()
    {
        var jams = Results("samples/road/speed.yaml", Recorded("nab/speed_7578.csv"));
        Assert.Equal((3, 5), Judge(Of(jams, "match", "jam"), Windows("speed_7578.csv"), TimeSpan.Zero));
        Assert.Equal(1_127, Of(jams, "window", "sensor-alive").Sum(result => result.GetProperty("values").GetProperty("readings").GetInt64()));
        var dense = Results("samples/road/occupancy.yaml", Recorded("nab/occupancy_6005.csv"));
        Assert.Equal((1, 17), Judge(Of(dense, "match", "dense-traffic"), Windows("occupancy_6005.csv"), TimeSpan.Zero));
    }

    [Fact]
    public void Valve_FourExperiments_AreFourKeys()
    {
        string[] files = [.. Enumerable.Range(0, 4).Select(i => Recorded($"skab/valve1-{i}.csv"))];
        var results = Results("samples/valve/pipeline.yaml", files);
        Assert.Equal(4_515, Of(results, "window", "flow-1m").Sum(result => result.GetProperty("values").GetProperty("readings").GetInt64()));
        Assert.Equal(["valve1-1.csv", "valve1-3.csv"], Of(results, "match", "valve-closing").Select(match => Text(match, "key")).Distinct().Order(StringComparer.Ordinal));
        Assert.All(
            Of(results, "match", "valve-closing"),
            match => Assert.All(match.GetProperty("events").GetProperty("low").EnumerateArray(), row => Assert.Equal(1, Number(row, "anomaly"))));
    }

    private static List<JsonElement> Results(string pipeline, params string[] inputs)
    {
        var run = CommandRun.Of(["backtest", "--pipeline", Path.Combine(Repository.Root, pipeline), "--input", .. inputs]);
        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static string Recorded(string name)
    {
        var path = Path.Combine(Repository.Root, "..", "shared", "data", name);
        if (!File.Exists(path))
            path = Path.Combine(Repository.Root, "..", "..", "shared", "data", name);
        Assert.SkipUnless(File.Exists(path), $"the recorded data ({name}) is not beside this checkout");
        return path;
    }

    private static (DateTime From, DateTime To)[] Windows(string name)
    {
        using var labels = JsonDocument.Parse(File.ReadAllBytes(Recorded("nab/failure-windows.json")));
        return [.. labels.RootElement.GetProperty(name).EnumerateArray().Select(window => (Time(window[0].GetString()!), Time(window[1].GetString()!)))];
    }

    /// <summary>How many windows have an alarm inside, and how many alarms are in none; an alarm is raised that long after the match's first event.</summary>
    private static (int Found, int Outside) Judge(IEnumerable<JsonElement> matches, (DateTime From, DateTime To)[] windows, TimeSpan after)
    {
        var alarms = matches.Select(match => after == TimeSpan.Zero ? Time(Text(match, "end")) : Time(Text(match, "start")) + after).ToArray();
        return (windows.Count(window => alarms.Any(alarm => alarm >= window.From && alarm <= window.To)),
            alarms.Count(alarm => !windows.Any(window => alarm >= window.From && alarm <= window.To)));
    }

    private static IEnumerable<JsonElement> Of(List<JsonElement> results, string type, string? name) =>
        results.Where(result => Text(result, "type") == type && (name is null || Text(result, "name") == name));

    private static DateTime Time(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static double Number(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? double.Parse(text.GetString()!, CultureInfo.InvariantCulture) : element.GetProperty(name).GetDouble();
}
