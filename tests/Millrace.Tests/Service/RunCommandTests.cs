using System.Text.Json;
using System.Text.RegularExpressions;
using Millrace.Host.Commands;
using Millrace.Tests.Host;

namespace Millrace.Tests.Service;

public sealed class RunCommandTests
{
    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Run_UntilToldToEnd_ServesAndExitsWithSuccess(string format)
    {
        using var folder = new ScratchFolder();
        using var end = new CancellationTokenSource();
        var error = new StringWriter();
        var running = CommandRun.Until(
            error,
            ["run", "--pipeline", folder.Write("p.yaml", RunningService.Pipeline), "--data", folder.Path("d"), "--urls", "http://127.0.0.1:0", "--log", format, "--token", "s3cret"],
            end.Token);
        while (!error.ToString().Contains("started", StringComparison.Ordinal) && !running.IsCompleted)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        var url = Regex.Match(error.ToString(), @"http://127\.0\.0\.1:\d+").Value;
        using (var client = new HttpClient())
        {
            Assert.Contains("live", await client.GetStringAsync(url + "/health/live", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await end.CancelAsync();
        var run = await running;
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Output));
        Assert.DoesNotContain("s3cret", run.Error, StringComparison.Ordinal);
        Assert.Contains("stopped", run.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        if (format == "json")
            Assert.All(run.Error.TrimEnd().Split('\n'), line => Assert.True(JsonDocument.Parse(line).RootElement.TryGetProperty("event", out _)));
    }

    [Theory]
    [InlineData("--data", "/dev/null/data", "cannot start")]
    [InlineData("--store", "postgres:x", "write sqlite:PATH")]
    [InlineData("--urls", "nowhere", "Invalid url")]
    [InlineData("--partitions", "0", "1 to 1024")]
    [InlineData("--config", "/nowhere.json", "cannot be read")]
    [InlineData("--token", "a b", "a text without blanks")]
    public void Run_WithWhatCannotBe_IsBadInput(string option, string value, string message)
    {
        using var folder = new ScratchFolder();
        string[] data = option == "--data" ? [] : ["--data", folder.Path("d")];
        string[] urls = option == "--urls" ? [] : ["--urls", "http://127.0.0.1:0"];
        var run = CommandRun.Of(["run", "--pipeline", folder.Write("p.yaml", RunningService.Pipeline), option, value, .. data, .. urls]);
        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnAnAddressInUse_IsBadInput()
    {
        using var folder = new ScratchFolder();
        await using var service = await RunningService.StartAsync();
        var url = service.Client.BaseAddress!.ToString().TrimEnd('/');
        var run = CommandRun.Of("run", "--pipeline", folder.Write("p.yaml", RunningService.Pipeline), "--data", folder.Path("d"), "--urls", url);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("address already in use", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithABadPipeline_NamesThePlace()
    {
        using var folder = new ScratchFolder();
        var run = CommandRun.Of("run", "--pipeline", folder.Write("p.yaml", RunningService.Pipeline.Replace("avg(", "avrg(", StringComparison.Ordinal)), "--data", folder.Path("d"));
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("there is no aggregate 'avrg'", run.Error, StringComparison.Ordinal);
        Assert.Equal(["p.yaml"], folder.Names());
    }
}
