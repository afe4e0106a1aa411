using System.Text;
using Millrace.Graphs.Sinks;

namespace Millrace.Tests.Sinks;

public sealed class ConsoleSinkTests : SinkContract
{
    private readonly MemoryStream stream = new();

    protected override bool ExactlyOnce => false;

    protected override ISink Create() => new ConsoleSink("console", stream, new SinkPositions(Store, "p", "console"));

    protected override IReadOnlyList<string> Target() => Encoding.UTF8.GetString(stream.ToArray()).Split('\n')[..^1];

    [Fact]
    public void Deliver_StreamClosed_IsASinkException()
    {
        using var sink = Create();
        stream.Dispose();
        Assert.Contains("sink console: lines cannot be written", Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(0, 1))).Message, StringComparison.Ordinal);
        using var again = Create();
        Assert.Equal(0, again.Open("alerts", 0));
    }

    [Fact]
    public void Positions_OfTwoPipelinesAndSinks_AreApart()
    {
        new SinkPositions(Store, "p", "a").Write("alerts", 0, 5);
        Assert.Equal(0, new SinkPositions(Store, "p", "b").Read("alerts", 0));
        Assert.Equal(0, new SinkPositions(Store, "q", "a").Read("alerts", 0));
        Assert.Equal(["p/sinks/a/alerts/0"], Store.ValueNames);
    }

    public override void Dispose()
    {
        stream.Dispose();
        base.Dispose();
    }
}
