using System.IO.Compression;
using System.Text;
using Millrace.Host.Commands;
using Millrace.Tests.Host;

namespace Millrace.Tests.Service;

public sealed class IngestCommandTests
{
    [Fact]
    public async Task Files_OfEachForm_AreInTheLog_InTheirOrder()
    {
        using var folder = new ScratchFolder();
        await using var service = await RunningService.StartAsync();
        var lines = string.Concat(Enumerable.Range(0, 2500).Select(i => $"{{\"sensor\":\"s-{i % 7}\",\"machine\":\"m\",\"time\":{i}}}\n"));
        var csv = folder.Path("more.csv.gz");
        await using (var file = new GZipStream(File.Create(csv), CompressionLevel.Fastest))
        {
            file.Write(Encoding.UTF8.GetBytes("time;sensor;machine;note\n3000;s-1;m;\"a\nb\"\n3001;\"s;2\";m;\n"));
        }

        var run = CommandRun.Of("ingest", folder.Write("r.ndjson", lines), csv, "--server", service.Client.BaseAddress!.ToString(), "--batch", "900");
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Output));
        Assert.Contains("2,502 readings accepted, 0 rejected", run.Error, StringComparison.Ordinal);
        var (_, last) = await service.GetAsync("/api/v1/sensors/s;2?readings=1");
        Assert.Equal("""{"time":3001,"sensor":"s;2","machine":"m","note":null}""", last.GetProperty("lastReadings")[0].GetProperty("reading").GetRawText());
        Assert.Equal(2501, last.GetProperty("lastReadings")[0].GetProperty("offset").GetInt32());
    }

    [Theory]
    [InlineData("refuse", 2, "stopped at the bad reading")]
    [InlineData("keep", 5, "5 readings accepted, 1 rejected")]
    public async Task BadReading_IsNamed_ByFileAndLine(string onError, int appended, string message)
    {
        using var folder = new ScratchFolder();
        await using var service = await RunningService.StartAsync();
        var good = "{\"sensor\":\"s\",\"time\":1}\n";
        var file = folder.Write("r.ndjson", good + good + "\n" + good + "{\"sensor\":\"s\",\"time\":\"noon\"}\n" + good + good);
        var run = CommandRun.Of("ingest", file, "--server", service.Client.BaseAddress!.ToString(), "--batch", "2", "--on-error", onError);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"{file}:5: column 22: field \"time\": expected a time", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(appended, service.Service.Pipeline.Source.Partitions[0].End);
    }

    [Theory]
    [InlineData("--server", "nowhere", "is no address")]
    [InlineData("--batch", "0", "--batch is 1 to 100000")]
    [InlineData("--batch", "1", "no such file")]
    public void Words_ThatAreWrong_AreBadInput(string option, string value, string message)
    {
        var run = CommandRun.Of("ingest", "/nowhere/r.ndjson", option, value);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
