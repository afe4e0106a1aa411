using System.Text;
using System.Text.Json;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Tests.Codecs;

public sealed class OutputJsonTests
{
    private readonly SymbolTable symbols = new();
    private readonly OutputBatch outputs = new();
    private readonly OutputJson json;

    public OutputJsonTests() => json = new OutputJson(
        [
            new OutputSchema("temperature-5m", [("readings", FieldType.Number), ("mean", FieldType.Number), ("last", FieldType.Text), ("ok", FieldType.Boolean)]),
            new OutputSchema("failure \"x\"", []),
        ], symbols);

    [Fact]
    public void Window_AllTypesOfValues_IsTheContractsLine()
    {
        Window([30, 71.2, symbols.Intern("é\"\n"), 1]);

        Assert.StartsWith(
            """{"type":"window","name":"temperature-5m","key":"s-1","start":"2026-11-21T10:00:00.000Z","end":"2026-11-21T10:05:00.000Z","revision":2,"early":true,"values":{"readings":30,"mean":71.2,"last":"é\"\n","ok":true},"id":"8""",
            Line(0).Replace("\"id\":\"", "\"id\":\"8", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(32, Parse(0).GetProperty("id").GetString()!.Length);
    }

    [Theory]
    [InlineData(double.NaN, "null")]
    [InlineData(double.PositiveInfinity, "null")]
    [InlineData(-0.0, "0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(1e20, "1E+20")]
    [InlineData(123456789012345, "123456789012345")]
    [InlineData(-1.5e-10, "-1.5E-10")]
    public void Window_NumberValue_IsTheShortestThatReadsBack(double value, string expected)
    {
        Window([value, 0, 0, double.NaN]);

        Assert.Contains($"\"values\":{{\"readings\":{expected},\"mean\":0,\"last\":null,\"ok\":null}}", Line(0), StringComparison.Ordinal);
    }

    [Fact]
    public void Match_WithEvents_ShowsThemByStep()
    {
        ref var output = ref outputs.Add();
        (output.Kind, output.Table, output.Key, output.Start, output.End) = (OutputKind.Match, 1, symbols.Intern("m-7"), 5, 6);
        output.Detail = new MatchDetail([new MatchStep("spike", [Event(5, 0, "{\"v\":\n1}"), Event(6, 1, "{}")]), new MatchStep("rise", [])]);

        Assert.StartsWith("""{"type":"match","name":"failure \"x\"","key":"m-7","start":"1970-01-01T00:00:00.005Z","end":"1970-01-01T00:00:00.006Z","events":{"spike":[{"v": 1},{}],"rise":[]},"id":""", Line(0), StringComparison.Ordinal);
    }

    [Fact]
    public void OtherKinds_EachHasItsForm()
    {
        ref var late = ref outputs.Add();
        (late.Kind, late.Key, late.Detail) = (OutputKind.Late, symbols.Intern("s-1"), new ReadingDetail(new EventTime(1000), "{\"a\":1}"u8.ToArray()));
        ref var dead = ref outputs.Add();
        (dead.Kind, dead.Table, dead.Detail) = (OutputKind.DeadLetter, -1, new DeadLetterDetail(0, 17, "no \"key\"", new byte[] { (byte)'a', 0xFF, 1, (byte)'\\' }));
        ref var notice = ref outputs.Add();
        (notice.Kind, notice.Table, notice.Detail) = (OutputKind.Notice, 1, "stopped");
        ref var actor = ref outputs.Add();
        (actor.Kind, actor.Start) = (OutputKind.Actor, 5);
        new double[] { 1, 2, 0, 0 }.CopyTo(outputs.AddValues(4));

        Assert.Equal("""{"type":"late","name":"temperature-5m","key":"s-1","watermark":"1970-01-01T00:00:01.000Z","reading":{"a":1}}""" + "\n", Line(0));
        Assert.Equal("""{"type":"deadLetter","partition":0,"offset":17,"reason":"no \"key\"","raw":"a""" + "\uFFFD" + """\u0001\\"}""" + "\n", Line(1));
        Assert.Equal("""{"type":"notice","name":"failure \"x\"","key":null,"time":"1970-01-01T00:00:00.000Z","text":"stopped"}""" + "\n", Line(2));
        Assert.StartsWith("""{"type":"actor","name":"temperature-5m","key":null,"time":"1970-01-01T00:00:00.005Z","values":{"readings":1,"mean":2,"last":null,"ok":false},"id":""", Line(3), StringComparison.Ordinal);
    }

    [Fact]
    public void Id_OfEqualOutputs_IsEqualAndOfOthersDiffers()
    {
        var ids = new HashSet<string?>();
        for (var i = 0; i < 8; i++)
        {
            Window([1, 2, 0, 0]);
            ref var output = ref outputs.Add();
            (output.Kind, output.Key, output.Start, output.End) = (OutputKind.Window, symbols.Intern(i == 1 ? "t" : "s"), i == 2 ? 1 : 0, i == 3 ? 9 : 8);
            (output.Revision, output.Early, output.Sequence, output.Table) = (i == 4 ? 1 : 0, i == 5, i == 6 ? 1 : 0, 0);
            outputs.AddValues(4);
            ids.Add(Parse(outputs.Count - 1).GetProperty("id").GetString());
        }

        Assert.Equal(7, ids.Count); // the first and the last are equal
        Assert.Equal(Parse(0).GetProperty("id").GetString(), Parse(2).GetProperty("id").GetString());
    }

    [Fact]
    public void Window_ManyTimes_AllocatesNothing()
    {
        Window([30, 71.25, symbols.Intern("x"), 1]);
        json.Encode(outputs, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            json.Encode(outputs, 0);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    private static MatchEvent Event(long time, long sequence, string record) => new(new EventTime(time), sequence, Encoding.UTF8.GetBytes(record));

    private void Window(double[] values)
    {
        ref var output = ref outputs.Add();
        (output.Kind, output.Key, output.Revision, output.Early) = (OutputKind.Window, symbols.Intern("s-1"), 2, true);
        (output.Start, output.End) = (1_795_255_200_000, 1_795_255_500_000);
        values.CopyTo(outputs.AddValues(values.Length));
    }

    private string Line(int index) => Encoding.UTF8.GetString(json.Encode(outputs, index));

    private JsonElement Parse(int index) => JsonDocument.Parse(Line(index)).RootElement;
}
