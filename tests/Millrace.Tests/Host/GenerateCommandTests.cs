using System.Text.Json;
using Millrace.Host.Commands;

namespace Millrace.Tests.Host;

public sealed class GenerateCommandTests
{
    [Fact]
    public void Generate_WithFiles_WritesReadingsAndTruth()
    {
        using var folder = new ScratchFolder();
        var run = CommandRun.Of("generate", "--machines", "3", "--span", "8m", "--failures", "2", "--near-misses", "1",
            "--output", folder.Path("r.ndjson"), "--truth", folder.Path("t.json"));
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Output));
        using var truth = JsonDocument.Parse(File.ReadAllBytes(folder.Path("t.json")));
        Assert.Equal(2, truth.RootElement.GetProperty("failures").GetArrayLength());
        Assert.Equal(1, truth.RootElement.GetProperty("nearMisses").GetArrayLength());
        Assert.Equal(truth.RootElement.GetProperty("readings").GetInt64(), File.ReadLines(folder.Path("r.ndjson")).Count());
        Assert.Equal(["r.ndjson", "t.json"], folder.Names());
    }

    [Fact]
    public void Generate_ToStandardOutput_WritesNothingButReadings()
    {
        var run = CommandRun.Of("generate", "--machines", "1", "--span", "1s", "--failures", "0", "--near-misses", "0", "--late", "0%", "--format", "csv");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal(31, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("30 readings of 3 sensors", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rate", "0", "rate: above 0")]
    [InlineData("--span", "10", "'10' is not a duration")]
    [InlineData("--span", "3m", "room for 0")]
    [InlineData("--late", "many", "'many' is not a share")]
    [InlineData("--machines", "few", "few")]
    [InlineData("--colour", "red", "--colour")]
    public void Generate_BadOption_SaysSoAndWritesNothing(string option, string value, string message)
    {
        using var folder = new ScratchFolder();
        var run = CommandRun.Of("generate", "--output", folder.Path("r.ndjson"), option, value);
        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Names());
    }

    [Fact]
    public void Generate_Interrupted_LeavesNothing()
    {
        using var folder = new ScratchFolder();
        var run = CommandRun.Interrupted("generate", "--output", folder.Path("r.ndjson"), "--truth", folder.Path("t.json"));
        Assert.Equal((ExitCode.Interrupted, ""), (run.ExitCode, run.Output));
        Assert.Empty(folder.Names());
    }

    [Fact]
    public void Generate_FolderMissing_SaysSo()
    {
        using var folder = new ScratchFolder();
        var run = CommandRun.Of("generate", "--output", Path.Combine(folder.Path("none"), "r.ndjson"));
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("none", run.Error, StringComparison.Ordinal);
    }
}
