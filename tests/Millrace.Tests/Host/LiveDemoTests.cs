using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;
using Millrace.Host.Commands;
using Millrace.Host.Output;

namespace Millrace.Tests.Host;

public sealed partial class LiveDemoTests
{
    private readonly FastClock clock = new(8);

    /// <summary>A minute of a small factory, eight times as fast; then some seconds more, over the same folder.</summary>
    [Fact]
    public void Demo_TakenUpAgain_GoesOnWhereItWas_AndFindsWhatWasPlanted()
    {
        using var folder = new ScratchFolder();
        var first = Run(folder, "--for", "45s", "--sensors", "84");
        Assert.True(first.ExitCode == ExitCode.Success, first.Error);
        Assert.Contains("a new factory; its log and checkpoints are in", first.Output, StringComparison.Ordinal);
        Assert.Matches(@"match m-\d+: vibration [\d.]+ at [\d:]+, temperature [\d.]+ at [\d:]+; planted", first.Output);
        var judgement = Judgements(first.Output)[^1];
        Assert.Matches("^planted ([1-9]), found \\1, 0 false alarms so far$", judgement);
        Assert.Contains("Ctrl-C ends it in order", first.Output, StringComparison.Ordinal);

        var second = Run(folder, "--for", "10s");
        Assert.True(second.ExitCode == ExitCode.Success, second.Error);
        Assert.Matches($"continues: stopped at .*, {Stopped(first.Output)} readings logged, recovered in ", second.Output);
        Assert.All(Judgements(second.Output), told => Assert.Matches("planted (\\d+), found \\1, 0 false alarms so far", told));
        Assert.DoesNotContain("planted 0", Judgements(second.Output)[^1], StringComparison.Ordinal);

        var other = Run(folder, "--sensors", "8");
        Assert.Equal(ExitCode.BadInput, other.ExitCode);
        Assert.Contains("has 84 sensors", other.Error, StringComparison.Ordinal);

        var fresh = Run(folder, "--for", "2s", "--sensors", "84", "--fresh");
        Assert.Contains("a new factory", fresh.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, fresh.ExitCode);
    }

    [Fact]
    public void Demo_NotOnATerminal_IsPlainLines()
    {
        using var folder = new ScratchFolder();
        var run = Run(folder, "--for", "5s", "--sensors", "8");
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain("\e", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\d\d:\d\d:\d\d  [\d,]+ readings/s, lag -?[\d.]+ s, [\d,]+ wait, checkpoint \d+, \d+ windows$", run.Output);
        Assert.Contains("last checkpoint written", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    [InlineData(60, 12)]
    public void Demo_OnATerminal_IsAPageThatFits_AndLeavesTheCursorAsItWas(int columns, int rows)
    {
        using var folder = new ScratchFolder();
        using var output = new MemoryStream();
        var terminal = new Terminal(output, TextWriter.Null, clock) { OutputIsTerminal = true, Colors = true, Size = () => (columns, rows) };
        Assert.Equal(ExitCode.Success, CommandTree.Run(["demo", "--data", folder.Path("demo"), "--urls", "http://127.0.0.1:0", "--for", "4s", "--sensors", "84"], terminal, TestContext.Current.CancellationToken));
        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.DoesNotContain("\e[?25l", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[?1049h", text, StringComparison.Ordinal);
        var frames = text.Split("\e[?2026h")[1..];
        Assert.NotEmpty(frames);
        foreach (var frame in frames)
        {
            var lines = Escapes().Replace(frame.Split("\e[?2026l")[0], "").TrimEnd('\n').Split('\n');
            Assert.InRange(lines.Length, 1, rows - 1);
            Assert.All(lines, line => Assert.InRange(line.TrimStart('\r').Length, 0, columns - 1));
        }
    }

    [Theory]
    [InlineData("--sensors", "7")]
    [InlineData("--sensors", "4")]
    [InlineData("--for", "soon")]
    public void Demo_WithWhatCannotBe_IsBadInput(string option, string value)
    {
        using var folder = new ScratchFolder();
        Assert.Equal(ExitCode.BadInput, Run(folder, option, value).ExitCode);
        Assert.Empty(folder.Names());
    }

    [Fact]
    public void Demo_InAFolderWithAnotherLog_LeavesItAlone()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder.Path("demo/log/readings"));
        var run = Run(folder, "--fresh");
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.True(Directory.Exists(folder.Path("demo/log/readings")));
    }

    /// <summary>A process that was killed after its readings had come into the log and before it could note it: what was planted in them is known all the same. Without them it would be a false alarm.</summary>
    [Fact]
    public void Demo_KilledBeforeItsNote_AsksTheLogWhatWasAppended()
    {
        using var folder = new ScratchFolder();
        Assert.Contains("planted 1, found 1, 0 false alarms so far", Run(folder, "--for", "35s", "--sensors", "84").Output, StringComparison.Ordinal);
        var last = LastReading(folder);
        Rewrite(folder, note =>
        {
            var run = note["Runs"]![0]!;
            note["Intent"] = new JsonObject { ["Until"] = run["To"]!.DeepClone(), ["Offset"] = 0, ["Last"] = last };
            run["To"] = run["From"]!.DeepClone();
            note["IsStopped"] = false;
        });
        var killed = Run(folder, "--for", "4s");
        Assert.Contains("continues: killed at", killed.Output, StringComparison.Ordinal);
        Assert.Equal("planted 1, found 1, 0 false alarms so far", Judgements(killed.Output)[^1]);

        Rewrite(folder, note => note["Runs"]![0]!["To"] = note["Runs"]![0]!["From"]!.DeepClone());
        Assert.Equal("planted 0, found 0, 1 false alarm so far", Judgements(Run(folder, "--for", "4s").Output)[^1]);
    }

    private static string LastReading(ScratchFolder folder)
    {
        using var log = EmbeddedLog.Open(folder.Path("demo/log"), new LogOptions(), TimeProvider.System);
        var partition = log.Topic("readings").Partitions[0];
        using var reader = partition.OpenReader(partition.End - 1);
        var chunk = new RecordChunk();
        Assert.True(reader.TryRead(chunk, 4096));
        return Encoding.UTF8.GetString(chunk.ValueOf(chunk.Count - 1));
    }

    private static void Rewrite(ScratchFolder folder, Action<JsonNode> change)
    {
        var note = JsonNode.Parse(File.ReadAllText(folder.Path("demo/factory.json")))!;
        change(note);
        folder.Write("demo/factory.json", note.ToJsonString());
    }

    private CommandRun Run(ScratchFolder folder, params string[] more)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var exitCode = CommandTree.Run(["demo", "--data", folder.Path("demo"), "--urls", "http://127.0.0.1:0", .. more], new Terminal(output, error, clock), TestContext.Current.CancellationToken);
        return new CommandRun(exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    private static string[] Judgements(string output) => [.. Regex.Matches(output, "planted \\d+, found.*").Select(match => match.Value)];

    private static string Stopped(string output) => Regex.Match(output, "written: ([\\d,]+) readings").Groups[1].Value;

    [GeneratedRegex("\e\\[[0-9;?]*[a-zA-Z]")]
    private static partial Regex Escapes();
}
