using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Messages;
using Millrace.TestKit;

namespace Millrace.Tests.Kernel;

public sealed class SupervisionTests
{
    [Fact]
    public void OnReading_ThatThrows_LeavesNoTraceButTheDeadLetter()
    {
        var driver = Totals();
        driver.Send("a", 1, ("value", 1)).Send("a", 2, ("value", -1)).Send("a", 3, ("value", 2));

        Assert.Equal(
            ["actor total a [1,1) 1", "deadletter total  [0,0) total: InvalidOperationException: negative", "actor total a [3,3) 3"],
            driver.Outputs.Select(output => output.ToString()));
        Assert.Equal(2, driver.Outputs.Single(output => output.Kind == OutputKind.DeadLetter).Detail is DeadLetterDetail letter ? letter.Offset : 0);
    }

    [Fact]
    public void OnReading_ThatThrowsAfterEmittingAndSettingATimer_TakesBothBack()
    {
        var driver = Totals();
        driver.Send("a", 1, ("value", -2)).Send("a", 500, ("value", 1));

        Assert.Equal(["deadletter", "actor"], driver.Outputs.Select(output => output.Kind.ToString().ToLowerInvariant()));
    }

    [Fact]
    public void Actor_ThatKeepsFailing_IsStoppedAndReported()
    {
        var driver = Totals();
        for (var i = 0; i < 12; i++)
            driver.Send("a", i, ("value", -1)).Send("b", i, ("value", 1));

        Assert.Equal(12, driver.Outputs.Count(output => output.Kind == OutputKind.DeadLetter));
        Assert.Equal(2, driver.Outputs.Count(output => output.Detail is DeadLetterDetail letter && letter.Reason.Contains("is stopped", StringComparison.Ordinal)));
        Assert.Single(driver.Outputs, output => output.Kind == OutputKind.Notice);
        Assert.Equal(12, driver.Outputs.Count(output => output.Kind == OutputKind.Actor && output.Key == "b"));
    }

    [Fact]
    public void Readings_ThatAreFilteredOut_SayNothingOfAnActorsHealth()
    {
        var driver = new ShardDriver(
            [("value", FieldType.Number)],
            driver => [new StateTable<Total.State>("total", driver.Key, new Total(driver.Field("value")), new NotZero(driver.Field("value")))]);
        for (var i = 0; i < 12; i++)
            driver.Send("a", i, ("value", -1)).Send("a", i, ("value", 0));

        Assert.Equal(12, driver.Outputs.Count(output => output.Kind == OutputKind.DeadLetter));
        Assert.Single(driver.Outputs, output => output.Kind == OutputKind.Notice);
        Assert.Equal(2, driver.Outputs.Count(output => output.ToString().Contains("is stopped", StringComparison.Ordinal)));
    }

    [Fact]
    public void Actor_ThatWasStopped_StaysSoAcrossARestart()
    {
        var driver = Totals();
        for (var i = 0; i < 10; i++)
            driver.Send("a", i, ("value", -1));
        driver.Restart().Send("a", 20, ("value", 1));

        Assert.Contains("is stopped", driver.Outputs[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void OnTimer_ThatThrows_IsReportedAndLeavesTheStateAsItWas()
    {
        var driver = Totals();
        driver.Send("a", 1, ("value", 13)).Send("a", 200, ("value", 1));

        Assert.Equal(
            ["actor total a [1,1) 13", "actor total a [200,200) 14", "notice total a [101,101) total: a timer failed: InvalidOperationException: unlucky"],
            driver.Outputs.Select(output => output.ToString()));
    }

    [Fact]
    public void OnTimer_ThatThrows_IsGivenUpAndTheNextTimerFires()
    {
        var driver = Totals();
        driver.Send("a", 1, ("value", 13)).Send("a", 50, ("value", 1)).Send("a", 102, ("value", 5)).Send("a", 300, ("value", 0)).Send("a", 500, ("value", 0));

        Assert.Equal(
            ["notice [101,101)", "notice [150,150)"],
            driver.Outputs.Where(output => output.Kind == OutputKind.Notice).Select(output => $"notice [{output.Start},{output.End})"));
    }

    [Fact]
    public void Reading_WithoutKey_IsADeadLetter() =>
        Assert.Equal("deadletter total  [0,0) total: no key field \"key\"", Totals().Send(null, 1, ("value", 1)).Outputs.Single().ToString());

    private static ShardDriver Totals() => new(
        [("value", FieldType.Number)], driver => [new StateTable<Total.State>("total", driver.Key, new Total(driver.Field("value")))]);

    private sealed class NotZero(Field value) : Condition("value != 0")
    {
        public override void Evaluate(ReadingBatch batch, int from, int to, bool[] into)
        {
            for (var row = from; row < to; row++)
                into[row] = batch.Numbers[value.Column][row] != 0;
        }
    }

    private sealed class Total(Field value) : Actor<Total.State>
    {
        public record struct State(double Sum);

        public override ImmutableArray<(string Name, FieldType Type)> Values => [("sum", FieldType.Number)];

        public override void OnReading(ref State state, in Reading reading, ActorContext context)
        {
            var number = reading.Number(value);
            state.Sum += number;
            context.Emit(reading.Time, state.Sum);
            context.SetTimer(reading.Time + TimeSpan.FromMilliseconds(100));
            if (number < 0)
                throw new InvalidOperationException("negative");
        }

        public override void OnTimer(ref State state, EventTime due, ActorContext context)
        {
            if (state.Sum is 13 or 14 or 19 && due.Milliseconds < 200)
            {
                state.Sum = 0;
                throw new InvalidOperationException("unlucky");
            }
        }
    }
}
