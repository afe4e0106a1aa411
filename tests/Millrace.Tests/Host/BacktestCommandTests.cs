using Millrace.Host.Commands;

namespace Millrace.Tests.Host;

public sealed class BacktestCommandTests
{
    private const string Pipeline = """
        pipeline: mine
        source: { topic: readings, format: csv, key: sensor, time: time }
        watermark: { maxOutOfOrderness: 10s }
        windows:
          - name: every-minute
            tumbling: 1m
            aggregate: { readings: count(), peak: max(value) }
        patterns:
          - name: overheating
            key: sensor
            within: 5m
            skip: skipPastLastEvent
            steps:
              - { name: hot, where: value > 90, times: 2, consecutive: true }

        """;

    private const string Readings = """
        time,sensor,value
        2026-11-21 10:00:00,oven-1,71.2
        2026-11-21 10:00:10,oven-2,68.9
        2026-11-21 10:00:20,oven-1,91
        2026-11-21 10:01:30,oven-1,92.5
        2026-11-21 10:00:10,oven-2,68
        2026-11-21 10:01:31,oven-2,warm

        """;

    [Fact]
    public void Backtest_ToStandardOutput_WritesResultsThereAndASummaryBeside()
    {
        using var folder = new ScratchFolder();
        var run = CommandRun.Of("backtest", "--pipeline", folder.Write("p.yaml", Pipeline), "--input", folder.Write("r.csv", Readings));
        Assert.Equal(ExitCode.Success, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Count(line => line.StartsWith("""{"type":"window","name":"every-minute",""", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("\"values\":{\"readings\":2,\"peak\":91}", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("""{"type":"match","name":"overheating","key":"oven-1",""", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("""{"type":"deadLetter",""", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("""{"type":"late",""", StringComparison.Ordinal));
        Assert.Contains("5 readings in ", run.Error, StringComparison.Ordinal);
        Assert.Contains("3 results of every-minute", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 match of overheating", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 dead letter", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Backtest_ToFile_WritesTheSameBytes()
    {
        using var folder = new ScratchFolder();
        var (pipeline, readings) = (folder.Write("p.yaml", Pipeline), folder.Write("r.csv", Readings));
        var shown = CommandRun.Of("backtest", "--pipeline", pipeline, "--input", readings);
        var written = CommandRun.Of("backtest", "--pipeline", pipeline, "--input", readings, "--output", folder.Path("o.ndjson"));
        Assert.Equal((ExitCode.Success, ""), (written.ExitCode, written.Output));
        Assert.Equal(shown.Output, File.ReadAllText(folder.Path("o.ndjson")));
        Assert.Equal(["o.ndjson", "p.yaml", "r.csv"], folder.Names());
    }

    [Fact]
    public void Backtest_NoFlush_LeavesOpenWhatIsOpen()
    {
        using var folder = new ScratchFolder();
        var run = CommandRun.Of("backtest", "--pipeline", folder.Write("p.yaml", Pipeline), "--input", folder.Write("r.csv", Readings), "--no-flush");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.DoesNotContain("\"start\":\"2026-11-21T10:01:00.000Z\",\"end\":\"2026-11-21T10:02:00.000Z\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"start\":\"2026-11-21T10:00:00.000Z\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Backtest_BadPipeline_NamesEveryErrorAndWritesNothing()
    {
        using var folder = new ScratchFolder();
        var pipeline = folder.Write("p.yaml", Pipeline.Replace("tumbling: 1m", "tumbling: 0s", StringComparison.Ordinal).Replace("value > 90", "valu >", StringComparison.Ordinal));
        var run = CommandRun.Of("backtest", "--pipeline", pipeline, "--input", folder.Write("r.csv", Readings), "--output", folder.Path("o.ndjson"));
        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains("p.yaml:6:15: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("p.yaml:14:", run.Error, StringComparison.Ordinal);
        Assert.Contains("\n        tumbling: 0s\n                  ^\n    mend: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(["p.yaml", "r.csv"], folder.Names());
    }

    [Fact]
    public void Backtest_MissingFiles_AreNamed()
    {
        using var folder = new ScratchFolder();
        var noInput = CommandRun.Of("backtest", "--pipeline", folder.Write("p.yaml", Pipeline), "--input", folder.Path("none.csv"), "--output", folder.Path("o.ndjson"));
        Assert.Equal((ExitCode.BadInput, ""), (noInput.ExitCode, noInput.Output));
        Assert.Contains("none.csv", noInput.Error, StringComparison.Ordinal);
        var noPipeline = CommandRun.Of("backtest", "--pipeline", folder.Path("none.yaml"), "--input", folder.Write("r.csv", Readings));
        Assert.Equal((ExitCode.BadInput, ""), (noPipeline.ExitCode, noPipeline.Output));
        Assert.Contains("none.yaml", noPipeline.Error, StringComparison.Ordinal);
        Assert.Equal(["p.yaml", "r.csv"], folder.Names());
    }

    [Fact]
    public void Backtest_OutputIsInput_IsRefused()
    {
        using var folder = new ScratchFolder();
        var readings = folder.Write("r.csv", Readings);
        var run = CommandRun.Of("backtest", "--pipeline", folder.Write("p.yaml", Pipeline), "--input", readings, "--output", readings);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Equal(Readings, File.ReadAllText(readings));
    }

    [Fact]
    public void Backtest_Interrupted_LeavesNothing()
    {
        using var folder = new ScratchFolder();
        var run = CommandRun.Interrupted("backtest", "--pipeline", folder.Write("p.yaml", Pipeline), "--input", folder.Write("r.csv", Readings), "--output", folder.Path("o.ndjson"));
        Assert.Equal((ExitCode.Interrupted, ""), (run.ExitCode, run.Output));
        Assert.Equal(["p.yaml", "r.csv"], folder.Names());
    }
}
