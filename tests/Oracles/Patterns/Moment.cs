namespace Millrace.Oracles.Patterns;

/// <summary>
/// When something happens to a run: when the clock reaches a time, just before the event that brings it there, or with an event.
/// </summary>
/// <param name="Event">The event, by place.</param>
/// <param name="WithEvent">With the event itself; otherwise just before it, by the clock.</param>
/// <param name="Time">What the clock reaches; 0 with an event.</param>
internal readonly record struct Moment(int Event, bool WithEvent, long Time) : IComparable<Moment>
{
    /// <summary>Not in this input.</summary>
    public static readonly Moment Never = new(int.MaxValue, true, 0);

    public int CompareTo(Moment other) => (Event, WithEvent, Time).CompareTo((other.Event, other.WithEvent, other.Time));
}
