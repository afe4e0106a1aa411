using Millrace.Host.Commands;

namespace Millrace.Tests.Host;

public sealed class CommandTreeTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("backtest")]
    [InlineData("validate")]
    [InlineData("generate")]
    [InlineData("run")]
    [InlineData("ingest")]
    [InlineData("config")]
    public void Help_OfEachCommand_EndsWithAnExample(string command)
    {
        var run = CommandRun.Of(command, "--help");
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains($"Example:\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"  millrace {command}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_OfAll_ListsWhatThereIs()
    {
        var run = CommandRun.Of();
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        var listed = run.Output.Split("Commands:\n")[1].Split("\n\n")[0].Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ').Select(line => line.Trim().Split(' ')[0]);
        Assert.Equal(["demo", "run", "ingest", "backtest", "validate", "generate", "config"], listed);
    }

    [Fact]
    public void Command_Unknown_IsBadInput()
    {
        var run = CommandRun.Of("walk");
        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains("'walk'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Option_Missing_IsBadInput()
    {
        var run = CommandRun.Of("backtest", "--pipeline", "p.yaml");
        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains("--input", run.Error, StringComparison.Ordinal);
    }
}
