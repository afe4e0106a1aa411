using System.Text;
using Millrace.Graphs.Sinks;
using Millrace.TestKit;

namespace Millrace.Tests.Sinks;

public sealed class FileSinkTests : SinkContract
{
    private const string Path = "out/alerts.ndjson";
    private readonly SimulatedFiles disk = new();

    protected override bool ExactlyOnce => true;

    protected override ISink Create() => new FileSink("f", disk, Path, new SinkPositions(Store, "p", "f"));

    protected override IReadOnlyList<string> Target() => Encoding.UTF8.GetString(disk.ReadAll(Path)).Split('\n')[..^1];

    [Fact]
    public void Open_NewFile_MakesItsFolder()
    {
        using var sink = Create();
        sink.Open("alerts", 0);
        Assert.Equal(["out"], disk.Folders(""));
        Assert.Empty(disk.ReadAll(Path));
    }

    [Fact]
    public void Deliver_DiskFull_CutsTheFileBackAndGoesOnWhenThereIsRoom()
    {
        using var sink = Create();
        sink.Open("alerts", 0);
        sink.Deliver("alerts", 0, Lines.Windows(0, 2));
        var good = disk.ReadAll(Path).Length;
        disk.FreeBytes = 50;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var failure = Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(2, 2)));
            Assert.Contains("simulated/out/alerts.ndjson cannot be written: No space left on device; make room", failure.Message, StringComparison.Ordinal);
            Assert.Equal(good, disk.ReadAll(Path).Length);
        }

        disk.FreeBytes = null;
        sink.Deliver("alerts", 0, Lines.Windows(2, 2));
        Assert.Equal(Lines.Expected(4), Target());
    }

    [Fact]
    public void Deliver_SyncFails_IsNotCountedAsDelivered()
    {
        var sink = Create();
        sink.Open("alerts", 0);
        disk.FailingSyncs = 1;
        Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(0, 2)));
        disk.Crash();
        using var again = Create();
        Assert.Equal(0, again.Open("alerts", 0));
        again.Deliver("alerts", 0, Lines.Windows(0, 2));
        Assert.Equal(Lines.Expected(2), Target());
    }

    /// <summary>Whatever part of an unfinished portion is on disk when the power goes, the next run finds it beyond the kept length.</summary>
    [Fact]
    public void Open_AfterALossOfPowerAtAnyByte_CutsOffWhatIsBeyondTheKeptLength()
    {
        var line = Lines.Window(0).Length + 1;
        for (var extra = 0; extra <= 2 * line; extra += 7)
        {
            disk.Delete(Path);
            var store = new MemoryCheckpointStore();
            using var first = new FileSink("f", disk, Path, new SinkPositions(store, "p", "f"));
            first.Deliver("alerts", 0, Lines.Windows(0, 2));
            disk.WriteAll(Path, [.. disk.ReadAll(Path), .. Encoding.UTF8.GetBytes(Lines.Window(2) + "\n" + Lines.Window(3) + "\n")[..extra]]);
            using var again = new FileSink("f", disk, Path, new SinkPositions(store, "p", "f"));
            Assert.Equal(2, again.Open("alerts", 0));
            Assert.Equal(Lines.Expected(2), Target());
            again.Deliver("alerts", 0, Lines.Windows(2, 2));
            Assert.Equal(Lines.Expected(4), Target());
        }
    }

    [Theory]
    [InlineData("shorter", "simulated/out/alerts.ndjson has ")]
    [InlineData("gone", "simulated/out/alerts.ndjson is gone")]
    [InlineData("replaced", "is not the file that was written")]
    [InlineData("tail", "is not the file that was written")]
    public void Open_FileThatIsAnother_IsAnErrorAndLeftAlone(string change, string message)
    {
        using (var sink = Create())
            sink.Deliver("alerts", 0, Lines.Windows(0, 100));
        byte[]? left = null;
        switch (change)
        {
            case "shorter":
                disk.WriteAll(Path, left = disk.ReadAll(Path)[..^1]);
                break;
            case "gone":
                disk.Delete(Path);
                break;
            case "replaced":
                disk.WriteAll(Path, left = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 200).Select(i => Lines.Window(i) + "\n"))));
                break;
            default:
                left = disk.ReadAll(Path);
                left[^5] ^= 1;
                disk.WriteAll(Path, left);
                break;
        }

        using var again = Create();
        var failure = Assert.Throws<SinkException>(() => again.Open("alerts", 0));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains("put the file back, or give the sink another file", failure.Message, StringComparison.Ordinal);
        Assert.Throws<SinkException>(() => again.Deliver("alerts", 0, Lines.Windows(100, 1)));
        if (left is null)
            Assert.DoesNotContain(Path, disk.Paths);
        else
            Assert.Equal(left, disk.ReadAll(Path));
    }

    [Fact]
    public void Open_FileOfSomebodyElse_IsAnErrorAndLeftAlone()
    {
        disk.WriteAll(Path, "precious\n"u8);
        using var sink = Create();
        Assert.Contains("9 bytes already, which this sink did not write", Assert.Throws<SinkException>(() => sink.Open("alerts", 0)).Message, StringComparison.Ordinal);
        Assert.Equal("precious\n"u8.ToArray(), disk.ReadAll(Path));
    }

    [Fact]
    public void Open_CrashInTheFirstPortion_BeginsAgain()
    {
        var sink = Create();
        sink.Open("alerts", 0);
        Store.Fail(StoreFault.Locked);
        Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(0, 2)));
        using var again = Create();
        Assert.Equal(0, again.Open("alerts", 0));
        again.Deliver("alerts", 0, Lines.Windows(0, 1));
        Assert.Equal(Lines.Expected(1), Target());
    }

    [Fact]
    public void Deliver_RecordsThatAreThereAlready_AreNotWrittenAgain()
    {
        using var sink = Create();
        sink.Deliver("alerts", 0, Lines.Windows(0, 3));
        sink.Deliver("alerts", 0, Lines.Windows(1, 4));
        Assert.Equal(Lines.Expected(5), Target());
    }

    [Fact]
    public void Open_PositionOfANewerVersion_IsAnError()
    {
        Store.SetValue("p/sinks/f/file", "???"u8);
        using var sink = Create();
        Assert.Contains("newer version", Assert.Throws<SinkException>(() => sink.Open("alerts", 0)).Message, StringComparison.Ordinal);
    }
}
