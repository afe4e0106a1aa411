using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Tests.Checkpoints;

/// <summary>An actor that uses everything there is: timers of both clocks, failures in handlers and timers, numbered outputs.</summary>
internal sealed class Restless(Field value) : Actor<Restless.State>
{
    public record struct State(long Readings, long Last);

    public override ImmutableArray<(string Name, FieldType Type)> Values => [("what", FieldType.Number), ("readings", FieldType.Number), ("at", FieldType.Number)];

    public override void OnReading(ref State state, in Reading reading, ActorContext context)
    {
        var number = reading.Number(value);
        state = new State(state.Readings + 1, reading.Time.Milliseconds);
        if (number >= 3)
            context.SetTimer(reading.Time + TimeSpan.FromMilliseconds(number * 7));
        if (number is 2 or 5)
            context.SetProcessingTimer(TimeSpan.FromMilliseconds(number * 4));
        if (state.Readings % 3 == 0)
            context.Emit(reading.Time, 0, state.Readings, double.NaN);
        if (number == 9 && state.Readings % 2 == 0)
            throw new InvalidOperationException("nine");
    }

    public override void OnTimer(ref State state, EventTime due, ActorContext context)
    {
        if (due.Milliseconds % 5 == 0)
            throw new InvalidOperationException("five");
        state.Readings += 10;
        context.Emit(due, 1, state.Readings, context.Watermark.Milliseconds);
    }

    public override void OnProcessingTimer(ref State state, DateTimeOffset now, ActorContext context)
    {
        context.Emit(new EventTime(state.Last), 2, state.Readings, now.ToUnixTimeMilliseconds());
        if (now.ToUnixTimeMilliseconds() % 3 == 0)
            context.SetProcessingTimer(TimeSpan.FromMilliseconds(11));
    }
}
