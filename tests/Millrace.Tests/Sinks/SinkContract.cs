using Millrace.Graphs.Sinks;
using Millrace.TestKit;

namespace Millrace.Tests.Sinks;

/// <summary>What holds for every sink. An implementation says how it is made over the same target again, as after a restart, and what came out.</summary>
public abstract class SinkContract : IDisposable
{
    internal MemoryCheckpointStore Store { get; } = new();

    protected abstract bool ExactlyOnce { get; }

    /// <summary>A sink over the same target and store as before; called again after the one before was disposed of or left lying, as by a crash.</summary>
    protected abstract ISink Create();

    /// <summary>What the target holds: lines, ids of their own aside.</summary>
    protected abstract IReadOnlyList<string> Target();

    /// <summary>Sees to it that the next delivery reaches the target, but not the position.</summary>
    protected virtual void BreakBeforePosition() => Store.Fail(StoreFault.Locked);

    [Fact]
    public void Open_NothingDelivered_IsZero()
    {
        using var sink = Create();
        Assert.Equal(0, sink.Open("alerts", 0));
        Assert.Equal(0, sink.Open("alerts", 1));
        Assert.Equal(0, sink.Open("late-readings", 0));
    }

    [Fact]
    public void Deliver_Portions_StandInOrder()
    {
        using var sink = Create();
        sink.Open("alerts", 0);
        sink.Deliver("alerts", 0, Lines.Windows(0, 3));
        sink.Deliver("alerts", 0, Lines.Windows(3, 1));
        sink.Deliver("alerts", 0, Lines.Windows(4, 700));
        Assert.Equal(Lines.Expected(704), Target());
    }

    [Fact]
    public void Open_AfterARestart_GoesOnWhereItLeftOff()
    {
        using (var sink = Create())
        {
            sink.Open("alerts", 0);
            sink.Deliver("alerts", 0, Lines.Windows(0, 3));
        }

        using (var again = Create())
        {
            Assert.Equal(3, again.Open("alerts", 0));
            again.Deliver("alerts", 0, Lines.Windows(3, 2));
        }

        using var third = Create();
        Assert.Equal(5, third.Open("alerts", 0));
        Assert.Equal(Lines.Expected(5), Target());
    }

    [Fact]
    public void Position_OfEachPartitionOfEachOutput_IsItsOwn()
    {
        using (var sink = Create())
        {
            sink.Open("alerts", 0);
            sink.Open("alerts", 1);
            sink.Open("late-readings", 1);
            sink.Deliver("alerts", 0, Lines.Chunk(0, Lines.Window(0)));
            sink.Deliver("alerts", 1, Lines.Chunk(0, Lines.Window(1), Lines.Window(2)));
            sink.Deliver("late-readings", 1, Lines.Chunk(0, Lines.Window(3), Lines.Window(4), Lines.Window(5)));
        }

        using var again = Create();
        Assert.Equal([1, 2, 3, 0], new[] { again.Open("alerts", 0), again.Open("alerts", 1), again.Open("late-readings", 1), again.Open("late-readings", 0) });
        Assert.Equal(Lines.Expected(6), Target());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Deliver_FaultBetweenTargetAndPosition_LosesNothing(bool restart)
    {
        var sink = Create();
        sink.Open("alerts", 0);
        sink.Deliver("alerts", 0, Lines.Windows(0, 2));
        BreakBeforePosition();
        Assert.Throws<SinkException>(() => sink.Deliver("alerts", 0, Lines.Windows(2, 3)));
        if (restart)
        {
            sink.Dispose();
            sink = Create();
            Assert.Equal(2, sink.Open("alerts", 0));
        }

        sink.Deliver("alerts", 0, Lines.Windows(2, 3));
        sink.Deliver("alerts", 0, Lines.Windows(5, 1));
        Assert.Equal(Lines.Expected(6), ExactlyOnce ? Target() : [.. Target().Distinct()]);
        sink.Dispose();
        using var last = Create();
        Assert.Equal(6, last.Open("alerts", 0));
    }

    public virtual void Dispose()
    {
        Store.Dispose();
        GC.SuppressFinalize(this);
    }
}
