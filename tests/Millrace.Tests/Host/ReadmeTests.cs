using Millrace.Host.Commands;

namespace Millrace.Tests.Host;

/// <summary>What the README shows is what happens.</summary>
public sealed class ReadmeTests
{
    private static readonly string[] Blocks = [.. File.ReadAllText(Path.Combine(Repository.Root, "README.md")).Split("```").Where((_, i) => i % 2 == 1)];

    [Fact]
    public void FirstPipeline_OverTheReadingsShown_GivesTheResultShown()
    {
        using var folder = new ScratchFolder();
        var run = CommandRun.Of("backtest", "--pipeline", folder.Write("mine.yaml", Block("yaml\npipeline: mine")), "--input", folder.Write("mine.csv", Block("\ntime,sensor")));
        Assert.Equal((ExitCode.Success, 2), (run.ExitCode, run.Output.Count(c => c == '\n')));
        Assert.StartsWith(Block("json\n{\"type\":\"window\""), run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstPipeline_WithTheErrorShown_GivesTheMessageShown()
    {
        using var folder = new ScratchFolder();
        var pipeline = folder.Write("mine.yaml", Block("yaml\npipeline: mine").Replace("avg(value)", "avrg(value)", StringComparison.Ordinal));
        var run = CommandRun.Of("validate", "--pipeline", pipeline);
        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Equal(Block("\nmine.yaml:"), run.Error.Replace(pipeline, "mine.yaml", StringComparison.Ordinal).Split("\n\n")[0] + "\n");
    }

    private static string Block(string start)
    {
        var block = Assert.Single(Blocks, block => block.StartsWith(start, StringComparison.Ordinal));
        return block[(block.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }
}
