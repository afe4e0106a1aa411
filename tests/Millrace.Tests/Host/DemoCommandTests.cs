using Millrace.Host.Commands;

namespace Millrace.Tests.Host;

public sealed class DemoCommandTests
{
    [Fact]
    public void RecordedDemo_NotOnATerminal_IsPlainTextOfEightyColumnsThatFindsEverything()
    {
        var run = CommandRun.Of("demo", "--recorded");
        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
        Assert.DoesNotContain("\e", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", run.Error, StringComparison.Ordinal);
        Assert.Contains("6 of 6 found, 0 missed; 0 false alarms", run.Output, StringComparison.Ordinal);
        Assert.Contains("▁", run.Output, StringComparison.Ordinal);
        var page = run.Output.Split("Try next")[0].Split('\n');
        Assert.All(page, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void RecordedDemo_Interrupted_Ends() => Assert.Equal(ExitCode.Interrupted, CommandRun.Interrupted("demo", "--recorded").ExitCode);
}
