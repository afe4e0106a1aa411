using System.Collections.Immutable;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Samples;

/// <summary>
/// Raises an alarm when a sensor reaches <paramref name="high"/> and has not fallen below <paramref name="low"/> for <paramref name="hold"/> of event time;
/// clears it when it falls below <paramref name="low"/>. Between the two limits nothing changes: that is the hysteresis.
/// </summary>
/// <param name="value">The field that is watched.</param>
/// <param name="low">Below it the alarm is cleared.</param>
/// <param name="high">From it on the alarm is armed.</param>
/// <param name="hold">How long the alarm stays armed before it is raised.</param>
public sealed class HysteresisAlarm(Field value, double low, double high, TimeSpan hold) : Actor<HysteresisAlarm.State>
{
    /// <summary>What is known of one sensor; a sensor never seen is at rest.</summary>
    public record struct State(Phase Phase, long ArmedAt, double Peak);

    /// <summary>How far an alarm has come.</summary>
    public enum Phase : byte
    {
        /// <summary>No alarm.</summary>
        Rest,

        /// <summary>High, but not for long enough yet.</summary>
        Armed,

        /// <summary>Raised and not cleared.</summary>
        Raised,
    }

    /// <inheritdoc/>
    public override ImmutableArray<(string Name, FieldType Type)> Values => [("raised", FieldType.Boolean), ("peak", FieldType.Number)];

    /// <inheritdoc/>
    public override void OnReading(ref State state, in Reading reading, ActorContext context)
    {
        var number = reading.Number(value);
        if (number < low && state.Phase != Phase.Rest)
            Clear(ref state, reading.Time, context);
        else if (number >= high && state.Phase == Phase.Rest)
            Arm(ref state, reading.Time, context);
        if (state.Phase != Phase.Rest && number > state.Peak)
            state = state with { Peak = number };
    }

    /// <inheritdoc/>
    public override void OnTimer(ref State state, EventTime due, ActorContext context)
    {
        state = state with { Phase = Phase.Raised };
        context.Emit(due, 1, state.Peak);
    }

    private void Arm(ref State state, EventTime now, ActorContext context)
    {
        state = new State(Phase.Armed, now.Milliseconds, double.NegativeInfinity);
        context.SetTimer(now + hold);
    }

    private void Clear(ref State state, EventTime now, ActorContext context)
    {
        if (state.Phase == Phase.Armed)
            context.CancelTimer(new EventTime(state.ArmedAt) + hold);
        else
            context.Emit(now, 0, state.Peak);
        state = default;
    }
}
