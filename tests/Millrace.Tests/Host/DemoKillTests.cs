using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;
using Millrace.Host.Commands;

namespace Millrace.Tests.Host;

/// <summary>The demonstration as a program, killed with SIGKILL again and again: what it has put out is what a backtest of the same readings puts out.</summary>
public sealed class DemoKillTests
{
    private const int Kills = 3;

    [Fact]
    public async Task Demo_KilledAgainAndAgain_PutsOutWhatABacktestOfItsReadingsDoes()
    {
        using var folder = new ScratchFolder();
        // Results every second, so that each kill finds some that no checkpoint has covered.
        var pipeline = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples/live-factory/pipeline.yaml"), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(folder.Path("demo"));
        folder.Write("demo/pipeline.yaml", pipeline.Replace("tumbling: 10s", "tumbling: 1s", StringComparison.Ordinal).Replace("tumbling: 1m", "tumbling: 2s", StringComparison.Ordinal));
        for (var kill = 0; kill < Kills; kill++)
        {
            // After so many lines of figures, each a second after the one before, and at another place between two checkpoints each time.
            using var killed = Start(folder);
            await LinesAsync(killed, 3 + kill);
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var last = Start(folder, "--for", "2s");
        var output = await last.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(last.ExitCode == ExitCode.Success, output);
        Assert.Contains("continues: killed at", output, StringComparison.Ordinal);
        Assert.DoesNotContain("not planted", output, StringComparison.Ordinal);

        var results = Export(folder);
        var backtest = CommandRun.Of("backtest", "--pipeline", folder.Path("demo/pipeline.yaml"), "--input", folder.Path("readings.ndjson"), "--no-flush");
        Assert.True(backtest.ExitCode == ExitCode.Success, backtest.Error);
        var expected = backtest.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToArray();
        Assert.True(expected.Length > 1000, $"{expected.Length} results");
        Assert.Equal(expected, results.Order(StringComparer.Ordinal));
    }

    private static Process Start(ScratchFolder folder, params string[] more)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "millrace")) { RedirectStandardOutput = true };
        foreach (var argument in (string[])["demo", "--data", folder.Path("demo"), "--urls", "http://127.0.0.1:0", "--sensors", "400", .. more])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task LinesAsync(Process process, int count)
    {
        while (count > 0 && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Regex.IsMatch(line, "^[0-9:]+  [0-9,]+ readings/s"))
                count--;
        }

        Assert.Equal(0, count);
    }

    /// <summary>Writes the readings in the log to a file; gives what was put out.</summary>
    private static List<string> Export(ScratchFolder folder)
    {
        using var log = EmbeddedLog.Open(folder.Path("demo/log"), new LogOptions(), TimeProvider.System);
        using var readings = File.Create(folder.Path("readings.ndjson"));
        var results = new List<string>();
        foreach (var name in log.Topics)
        {
            using var reader = log.Topic(name).Partitions[0].OpenReader(0);
            var chunk = new RecordChunk();
            while (reader.TryRead(chunk, 1 << 20))
            {
                for (var i = 0; i < chunk.Count; i++)
                {
                    if (name != "readings")
                        results.Add(Encoding.UTF8.GetString(chunk.ValueOf(i)).TrimEnd('\n'));
                    else
                    {
                        readings.Write(chunk.ValueOf(i));
                        readings.WriteByte((byte)'\n');
                    }
                }
            }
        }

        return results;
    }
}
