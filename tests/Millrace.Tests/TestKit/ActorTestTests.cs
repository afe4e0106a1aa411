using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Messages;
using Millrace.TestKit;

namespace Millrace.Tests.TestKit;

public sealed class ActorTestTests
{
    private readonly ActorTest<Counter.State> test = new(field => new Counter(field("value"), field("word")), [("value", FieldType.Number), ("word", FieldType.Text)]);

    [Fact]
    public void Outputs_HaveTheirValuesByNameAndType()
    {
        test.Send("a", Seconds(1), ("value", 2), ("word", "x")).Send("a", Seconds(2), ("value", 3));
        Assert.Equal(["a 00:00:01 sum=2 word=x large=false", "a 00:00:02 sum=5 word=null large=true"], test.Outputs.Select(output => output.ToString()));
        Assert.Equal((2.0, "x", false), (test.Outputs[0]["sum"], test.Outputs[0]["word"], test.Outputs[0]["large"]));
        Assert.Contains("large", Assert.Throws<KeyNotFoundException>(() => test.Outputs[0]["small"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restart_BetweenAnyTwo_ChangesNothing()
    {
        test.Restart().Send("a", Seconds(1), ("value", 2)).Restart().Send("a", Seconds(2), ("value", 3)).Restart().Advance(Seconds(5)).Restart();
        Assert.Equal(["a 00:00:01 sum=2 word=null large=false", "a 00:00:02 sum=5 word=null large=true"], test.Outputs.Take(2).Select(output => output.ToString()));
        Assert.Equal(5, test.State("a")!.Value.Sum);
        Assert.Null(test.State("b"));
    }

    [Fact]
    public void AdvanceEventTime_FiresTimers_EachAtItsTime()
    {
        test.Send("a", Seconds(1), ("value", 2)).AdvanceEventTime(Seconds(61));
        Assert.Equal("a 00:01:01 sum=0 word=null large=false", test.Outputs[^1].ToString());
        Assert.Equal(0, test.State("a")!.Value.Sum);
    }

    [Fact]
    public void Advance_FiresProcessingTimers_OnceTheyAreDue()
    {
        test.Send("a", Seconds(1), ("value", 2)).Advance(Seconds(4.9)).Restart();
        Assert.Single(test.Outputs);
        test.Advance(Seconds(0.2));
        Assert.Equal("a 00:00:05 sum=-1 word=null large=false", test.Outputs[^1].ToString());
    }

    [Fact]
    public void End_FiresWhatIsPending() =>
        Assert.Equal(2, test.Send("a", Seconds(1), ("value", 2)).End().Outputs.Count);

    [Fact]
    public void HandlerThatThrows_LeavesTheStateAndADeadLetter()
    {
        test.Send("a", Seconds(1), ("value", 2)).Send("a", Seconds(2), ("value", -1));
        Assert.Equal(2, test.State("a")!.Value.Sum);
        Assert.Contains("negative", Assert.Single(test.DeadLetters), StringComparison.Ordinal);
        for (var i = 0; i < 9; i++)
            test.Send("a", Seconds(3 + i), ("value", -1));
        Assert.Single(test.Notices);
        Assert.Contains("dead letters: 10", test.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void LateReading_IsNamed()
    {
        test.Send("a", Seconds(10), ("value", 2)).Send("b", Seconds(1), ("value", 0));
        Assert.Equal(["b"], test.Late);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>Adds up; back to zero after a minute of event time; says -1 after five seconds of wall clock.</summary>
    private sealed class Counter(Field value, Field word) : Actor<Counter.State>
    {
        public record struct State(double Sum);

        public override ImmutableArray<(string Name, FieldType Type)> Values => [("sum", FieldType.Number), ("word", FieldType.Text), ("large", FieldType.Boolean)];

        public override void OnReading(ref State state, in Reading reading, ActorContext context)
        {
            state = new State(state.Sum + reading.Number(value));
            if (reading.Number(value) < 0)
                throw new InvalidOperationException("negative");
            if (reading.Number(value) == 0)
            {
                context.Late();
                return;
            }

            context.SetTimer(reading.Time + TimeSpan.FromMinutes(1));
            context.SetProcessingTimer(TimeSpan.FromSeconds(5));
            context.Emit(reading.Time, state.Sum, reading.Text(word) is { } text ? context.Symbol(text) : double.NaN, state.Sum > 2 ? 1 : 0);
        }

        public override void OnTimer(ref State state, EventTime due, ActorContext context)
        {
            state = default;
            context.Emit(due, 0, double.NaN, 0);
        }

        public override void OnProcessingTimer(ref State state, DateTimeOffset now, ActorContext context) =>
            context.Emit(new EventTime(now.ToUnixTimeMilliseconds()), -1, double.NaN, 0);
    }
}
