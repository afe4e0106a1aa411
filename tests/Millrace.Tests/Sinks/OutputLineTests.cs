using System.Text;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Tests.Sinks;

public sealed class OutputLineTests
{
    [Fact]
    public void Read_Window_HasItsBeginningAndId()
    {
        var line = OutputLine.Read(Encoding.UTF8.GetBytes(Lines.Window(7) + "\n"));
        Assert.Equal(("window", "w", "s-1", 0, false), (line.Type, line.Name, line.Key, line.Revision, line.Early));
        Assert.Equal(new EventTime(1_795_255_207_000), line.End);
        Assert.Equal($"{7:x32}", Encoding.UTF8.GetString(line.Id));
        Assert.Equal((byte)'}', line.Json[^1]);
        Assert.Null(line.Time);
    }

    [Fact]
    public void Read_RecordsWithoutId_HaveNoneWhateverTheyContain()
    {
        foreach (var text in new[] { Lines.Late(1), Lines.DeadLetter(1), """{"type":"notice","name":null,"key":null,"time":"2026-11-21T10:00:00.000Z","text":"\",\"id\":\"00000000000000000000000000000000"}""" })
        {
            var line = OutputLine.Read(Encoding.UTF8.GetBytes(text));
            Assert.NotEqual("", line.Type);
            Assert.True(line.Id.IsEmpty);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("[1]")]
    [InlineData("{\"type\":5}")]
    [InlineData("{\"type\":\"window\",")]
    [InlineData("nonsense")]
    public void Read_ForeignLine_HasNoType(string text) => Assert.Equal("", OutputLine.Read(Encoding.UTF8.GetBytes(text)).Type);

    [Fact]
    public void HasName_LooksAtTheNameAlone()
    {
        var line = Encoding.UTF8.GetBytes("""{"type":"match","name":"a\"b","key":"w","start":"x"}""");
        Assert.True(OutputLine.HasName(line, OutputLine.NameJson("a\"b")));
        Assert.False(OutputLine.HasName(line, OutputLine.NameJson("w")));
        Assert.False(OutputLine.HasName(line, OutputLine.NameJson("a")));
        Assert.False(OutputLine.HasName("{\"type\":\"deadLetter\",\"partition\":0}"u8, OutputLine.NameJson("a")));
        Assert.False(OutputLine.HasName("{"u8, OutputLine.NameJson("a")));
    }
}
