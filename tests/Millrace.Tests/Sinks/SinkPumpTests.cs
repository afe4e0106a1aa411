using Millrace.Graphs.Sinks;
using Millrace.TestKit;

namespace Millrace.Tests.Sinks;

public sealed class SinkPumpTests : IDisposable
{
    private readonly VirtualTime time = new(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));
    private readonly ScriptedSink sink = new();
    private readonly OutputLog log;

    public SinkPumpTests() => log = new OutputLog(time, 2, "alerts", "late-readings");

    public void Dispose() => log.Dispose();

    [Fact]
    public void Step_OutputsOfSeveralPartitions_AreDeliveredInTurnAndEachInOrder()
    {
        log.Add("alerts", 0, Line(0), Line(1));
        log.Add("alerts", 1, Line(2));
        log.Add("late-readings", 1, Line(3), Line(4));
        using var pump = Pump();
        All(pump);
        Assert.Equal(["alerts/0 0", "alerts/0 1", "alerts/1 2", "late-readings/1 3", "late-readings/1 4"], Taken());
        Assert.Equal((SinkState.Idle, 5L, 0L, 0L), (pump.Status.State, pump.Status.Delivered, pump.Status.BacklogRecords, pump.Status.BacklogBytes));
        log.Add("alerts", 1, Line(5));
        Assert.Equal(SinkState.Delivering, pump.Status.State);
        All(pump);
        Assert.Equal("alerts/1 5", Taken()[^1]);
    }

    [Fact]
    public void Step_UncommittedOutputs_StayBackAndCountAsBacklog()
    {
        log.Append("alerts", 1, Line(0), Line(1));
        using var pump = Pump();
        All(pump);
        Assert.Empty(sink.Taken);
        Assert.Equal((SinkState.Idle, 2L), (pump.Status.State, pump.Status.BacklogRecords));
        Assert.True(pump.BacklogBytes(1) > 0);
        Assert.Equal(0, pump.BacklogBytes(0));
    }

    [Fact]
    public void Step_SinkHasAPosition_GoesOnThere()
    {
        log.Add("alerts", 0, Line(0), Line(1), Line(2));
        sink.Positions[("alerts", 0)] = 2;
        using var pump = Pump();
        All(pump);
        Assert.Equal(["alerts/0 2"], Taken());
    }

    [Fact]
    public void Step_Failure_IsTriedAgainAfterAPauseThatDoubles()
    {
        sink.Fault = (output, _) => output == "alerts" ? new SinkException("s", "down") : null;
        log.Add("alerts", 0, Line(0));
        using var pump = Pump();
        All(pump);
        for (var attempt = 1; attempt <= 12; attempt++)
        {
            Assert.Equal(attempt, sink.Attempts.Count);
            var status = pump.Status;
            Assert.Equal((SinkState.Retrying, "sink s: down", (long)attempt), (status.State, status.LastError, status.Failures));
            var pause = status.NextTry!.Value - time.GetUtcNow();
            var most = Math.Min(30_000, 100 * Math.Pow(2, attempt - 1));
            Assert.InRange(pause.TotalMilliseconds, most / 2, most);
            time.Advance(pause - TimeSpan.FromTicks(1));
            Assert.False(pump.Step());
            time.Advance(TimeSpan.FromTicks(1));
            Assert.True(pump.Step());
        }

        sink.Fault = (_, _) => null;
        time.Advance(TimeSpan.FromSeconds(30));
        All(pump);
        Assert.Equal((SinkState.Idle, "", null), (pump.Status.State, pump.Status.LastError, pump.Status.NextTry));
        Assert.Equal(["alerts/0 0"], Taken());
    }

    [Fact]
    public void Step_RetryAfter_IsHonoured()
    {
        sink.Fault = (output, _) => output == "alerts" ? new SinkException("s", "busy", TimeSpan.FromMinutes(2)) : null;
        log.Add("alerts", 0, Line(0));
        using var pump = Pump();
        All(pump);
        time.Advance(TimeSpan.FromSeconds(119.9));
        Assert.False(pump.Step());
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(pump.Step());
    }

    [Fact]
    public void Step_OnePartitionFails_OthersGoOn()
    {
        sink.Fault = (output, partition) => output == "alerts" && partition == 0 ? new SinkException("s", "down") : null;
        log.Add("alerts", 0, Line(0));
        using var pump = Pump();
        All(pump);
        log.Add("alerts", 1, Line(1));
        log.Add("late-readings", 0, Line(2));
        All(pump);
        Assert.Equal(["alerts/1 1", "late-readings/0 2"], Taken());
        Assert.Equal(1, pump.Status.BacklogRecords);
        Assert.Equal("sink s: down", pump.Status.LastError);
    }

    [Fact]
    public void Step_AfterAFailure_TheSamePortionComesAgainThoughMoreIsThere()
    {
        sink.Fault = (output, _) => output == "alerts" ? new SinkException("s", "down") : null;
        log.Add("alerts", 0, Line(0), Line(1));
        using var pump = Pump();
        All(pump);
        log.Add("alerts", 0, Line(2), Line(3));
        sink.Fault = (_, _) => null;
        time.Advance(TimeSpan.FromSeconds(1));
        All(pump);
        Assert.Equal([("alerts", 0, 0L, 2), ("alerts", 0, 0L, 2), ("alerts", 0, 2L, 2)], sink.Attempts);
    }

    [Fact]
    public void Open_Fails_IsTriedAgain()
    {
        sink.Fault = (output, _) => output == "open" ? new SinkException("s", "no database") : null;
        log.Add("alerts", 0, Line(0));
        using var pump = Pump();
        All(pump);
        Assert.Equal((SinkState.Retrying, 4L), (pump.Status.State, pump.Status.Failures));
        sink.Fault = (_, _) => null;
        time.Advance(TimeSpan.FromSeconds(1));
        All(pump);
        Assert.Equal(["alerts/0 0"], Taken());
    }

    [Fact]
    public void Open_PositionBeyondTheLog_IsAnErrorThatSaysWhatToDo()
    {
        log.Add("alerts", 0, Line(0));
        sink.Positions[("alerts", 0)] = 2;
        using var pump = Pump();
        All(pump);
        Assert.Contains("alerts/0 was delivered up to offset 2, but ends at 1: the log is another one", pump.Status.LastError, StringComparison.Ordinal);
        Assert.Empty(sink.Taken);
    }

    [Fact]
    public void Retention_WhatIsNotDelivered_IsKept()
    {
        sink.Fault = (_, _) => new SinkException("s", "down");
        using var pump = Pump();
        for (var i = 0; i < 300; i++)
            log.Add("alerts", 0, Lines.Window(i));
        log.ApplyRetention();
        Assert.Equal(0, log["alerts", 0].Start);
        sink.Fault = (_, _) => null;
        time.Advance(TimeSpan.FromMinutes(1));
        All(pump);
        Assert.Equal(300, sink.Taken.Count);
        log.ApplyRetention();
        Assert.True(log["alerts", 0].Start > 200);
        Assert.Equal(0, pump.Status.Missed);
        using var late = new SinkPump(new ScriptedSink(), log.Topics, time);
        All(late);
        Assert.Equal(log["alerts", 0].Start, late.Status.Missed);
    }

    [Fact]
    public void Drain_FailuresThatPass_DeliversAll()
    {
        time.IsEager = true;
        var faults = 5;
        sink.Fault = (output, _) => output == "alerts" && faults-- > 0 ? new SinkException("s", "down") : null;
        log.Add("alerts", 0, Line(0));
        log.Add("alerts", 1, Line(1));
        using var pump = Pump();
        Assert.True(pump.Drain(TimeSpan.FromSeconds(60)));
        Assert.Equal(2, sink.Taken.Count);
    }

    [Fact]
    public void Drain_FailuresThatStay_EndsAtTheLimit()
    {
        time.IsEager = true;
        sink.Fault = (_, _) => new SinkException("s", "down");
        using var pump = Pump();
        var before = time.GetUtcNow();
        Assert.False(pump.Drain(TimeSpan.FromSeconds(5)));
        Assert.Equal(5, (time.GetUtcNow() - before).TotalSeconds, 0.1);
    }

    /// <summary>The thread sleeps until something is let out: time stands still, so only the log can wake it.</summary>
    [Fact]
    public async Task Run_OnAThread_DeliversWhatComesAndStops()
    {
        using var stop = new CancellationTokenSource();
        using var delivered = new SemaphoreSlim(0);
        sink.Fault = (output, _) =>
        {
            if (output != "open")
                delivered.Release();
            return null;
        };
        using var pump = Pump();
        var run = Task.Run(() => pump.Run(stop.Token), TestContext.Current.CancellationToken);
        for (var i = 0; i < 20; i++)
        {
            log.Add("alerts", i % 2, Line(i));
            Assert.True(await delivered.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }

        await stop.CancelAsync();
        await run;
        Assert.Equal(20, sink.Taken.Count);
        log.Add("alerts", 0, Line(20));
        Assert.True(pump.Drain(TimeSpan.FromSeconds(1)));
        Assert.Equal(21, sink.Taken.Count);
    }

    private static string Line(int number) => $$"""{"type":"notice","name":"w","key":"k","time":"2026-11-21T10:00:00.000Z","text":"{{number}}"}""";

    private SinkPump Pump() => new(sink, log.Topics, time);

    private string[] Taken() => [.. sink.Taken.Select(line => line[..(line.IndexOf(' ', StringComparison.Ordinal) + 1)] + line.Split('"')[^2])];

    private static void All(SinkPump pump)
    {
        for (var steps = 0; pump.Step(); steps++)
            Assert.True(steps < 10_000);
    }
}
