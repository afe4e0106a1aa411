using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Millrace.Messages.Codecs;
using Millrace.Persistence.Sqlite;
using Millrace.Tests.Host;

namespace Millrace.Tests.Crashes;

/// <summary>
/// The program itself, killed again and again while it is fed: what comes out in the end is what a backtest makes of what is in its log, none missing, none twice. With
/// <c>MILLRACE_LONG=1</c> 1,000,000 readings with clocks of either kind, else with those of a partition.
/// </summary>
[Collection(Processes.Name)]
public sealed class KilledServiceTests(ITestOutputHelper report)
{
    private const int Kills = 24;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MILLRACE_LONG") == "1";

    [Theory(Timeout = 600_000)]
    [InlineData("partition", 1_000_000)]
    [InlineData("key", 200_000)]
    public async Task Run_KilledAgainAndAgain_GivesWhatABacktestGives(string clocks, int readings)
    {
        readings = IsLong ? 1_000_000 : readings;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        report.WriteLine($"seed {seed}");
        using var folder = new ScratchFolder();
        var (file, table) = (folder.Path("out.ndjson"), folder.Path("out.db"));
        var pipeline = folder.Write("p.yaml", Plant.Pipeline(clocks, $$"""
            sinks:
              - { name: file, file: '{{file}}' }
              - { name: table, sql: { sqlite: '{{table}}', table: results } }
            """));
        var data = folder.Path("data");
        MillraceProcess Start() => MillraceProcess.Run(data, pipeline, ("LOG__PARTITIONS", "2"), ("GRAPH__SHARDSPERPARTITION", "2"), ("CHECKPOINTS__INTERVAL", "100ms"), ("LOG__SEGMENTBYTES", "8MiB"));

        var watch = Stopwatch.StartNew();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        var current = Start();
        var logs = new StringBuilder();
        try
        {
            using var feeder = new Feeder(() => Volatile.Read(ref current).Url, Plant.Reading);
            var sending = feeder.SendAsync(readings, 1000, connections: 4, limit.Token);
            var kills = 0;
            while (kills < Kills)
            {
                // Most while it is working, at even shares of the way; each fourth while it is still starting.
                var isEarly = kills % 4 == 3;
                while (!isEarly && !sending.IsCompleted && (current.Url is null || feeder.Acknowledged < (long)readings * kills / Kills))
                    await Task.Delay(5, limit.Token);
                await Task.Delay(random.Next(isEarly ? 900 : 250), limit.Token);
                Assert.False(current.HasEnded, current.Log);
                current.Kill();
                kills++;
                logs.Append(CultureInfo.InvariantCulture, $"--- killed at {watch.Elapsed}, {feeder.Acknowledged} acknowledged\n").Append(current.Log);
                Volatile.Write(ref current, Start());
            }

            await sending;
            report.WriteLine($"{kills} kills, {feeder.Acknowledged} acknowledged, {feeder.Repeated} requests sent again, {watch.Elapsed}");
            await feeder.PostAsync(Plant.TheEnd, limit.Token);
            await current.SettledAsync();
            report.WriteLine($"settled {watch.Elapsed}");
            current.Terminate();
            Assert.True(await current.EndAsync() == 0, current.Log);
        }
        catch (Exception) when (Print(logs))
        {
            throw;
        }
        finally
        {
            current.Dispose();
        }

        Assert.DoesNotContain("ERROR", logs.ToString(), StringComparison.Ordinal);
        var files = LogContents.Export(data, "readings", folder.Path(""));
        var found = new bool[readings];
        foreach (var line in files.SelectMany(File.ReadLines).Where(line => line.StartsWith("""{"n":""", StringComparison.Ordinal)))
            found[JsonDocument.Parse(line).RootElement.GetProperty("n").GetInt64()] = true;
        Assert.DoesNotContain(false, found);

        var expected = await Plant.BacktestAsync(folder, "p.yaml", files);
        report.WriteLine($"{expected.Count} outputs, {watch.Elapsed}");
        Assert.InRange(expected.Count, readings / 20, readings);
        foreach (var type in (string[])["window\",\"name\":\"tumbling", "window\",\"name\":\"sliding", "window\",\"name\":\"session", "match", "timeout", "late"])
            Assert.Contains(expected, line => line.Contains($"\"type\":\"{type}\"", StringComparison.Ordinal));
        Unique(expected, "the backtest");
        Plant.Same(expected, Plant.Outputs.SelectMany(output => LogContents.Read(data, output)).SelectMany(partition => partition), "the output topics");
        Plant.Same(expected, File.ReadLines(file), "the file");
        Plant.Same(expected, Table(table), "the table");
        report.WriteLine($"compared {watch.Elapsed}");
    }

    private static void Unique(List<string> lines, string what)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var id = Encoding.UTF8.GetString(OutputLine.IdOf(Encoding.UTF8.GetBytes(line)));
            Assert.True(id.Length == 0 || ids.Add(id), $"{what} has an id twice: {line}");
        }
    }

    private static List<string> Table(string path)
    {
        using var connection = SqliteConnections.Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT json FROM results";
        using var rows = command.ExecuteReader();
        var lines = new List<string>();
        while (rows.Read())
            lines.Add(rows.GetString(0));
        return lines;
    }

    private bool Print(StringBuilder logs)
    {
        report.WriteLine(logs.ToString());
        return false;
    }
}
