using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>What an <see cref="Actor{TState}"/> can do besides changing its state. Everything is taken back when the handler throws.</summary>
public sealed class ActorContext
{
    private readonly StateTableTimers timers;
    private TableContext table = null!;
    private ReadingRun? run;
    private int slot;
    private int row;

    internal ActorContext(StateTableTimers timers) => this.timers = timers;

    /// <summary>The actor's key.</summary>
    public string Key => table.Symbols.Text(table.KeyOf(slot))!;

    /// <summary>The watermark before the reading, or during a timer the watermark that fired it; of the key itself under per-key clocks.</summary>
    public EventTime Watermark { get; private set; }

    /// <summary>Whether the input has ended: timers set now are not kept.</summary>
    public bool IsEnding => Watermark.Milliseconds >= Shard.EndOfTime;

    /// <summary>Emits values, in the order of the actor's declaration: numbers, 1 and 0 for booleans, <see cref="Symbol"/> for text, NaN for null.</summary>
    /// <param name="time">The event time that the record carries.</param>
    /// <param name="values">As many values as declared.</param>
    public void Emit(EventTime time, params ReadOnlySpan<double> values)
    {
        ref var output = ref table.Emit(OutputKind.Actor, slot);
        output.Start = output.End = time.Milliseconds;
        output.Sequence = timers.NextSequence(slot);
        values.CopyTo(table.Values(values.Length));
    }

    /// <summary>A text as a value to emit.</summary>
    public double Symbol(string text) => table.Symbols.Intern(text);

    /// <summary>Asks for a timer in event time. A time that the watermark has passed already fires after this reading. Asking twice for one time is asking once.</summary>
    public void SetTimer(EventTime due)
    {
        if (IsEnding)
            return;
        timers.Add(slot, due.Milliseconds);
        table.WakeAt(slot, due.Milliseconds);
    }

    /// <summary>Takes a timer back; nothing happens when there is none.</summary>
    public void CancelTimer(EventTime due) => timers.Remove(slot, due.Milliseconds);

    /// <summary>Asks for a timer in wall-clock time, at least a millisecond; the earliest asked for counts. Fires before the first record that arrived at that time or later.</summary>
    public void SetProcessingTimer(TimeSpan delay) => table.WakeAfter(slot, delay);

    /// <summary>Sends the reading that is being handled to the late output.</summary>
    /// <exception cref="InvalidOperationException">There is no reading: a timer is being handled.</exception>
    public void Late() => table.Late(run ?? throw new InvalidOperationException("A timer has no reading."), row, slot);

    /// <summary>Tells the operator something about this actor.</summary>
    public void Notice(string text) => table.Notice(slot, Watermark.Milliseconds, text);

    internal void Enter(TableContext context, int atSlot, ReadingRun? ofRun, int atRow, long watermark)
    {
        table = context;
        slot = atSlot;
        run = ofRun;
        row = atRow;
        if (ofRun is not null)
            context.Row = atRow;
        Watermark = new EventTime(watermark);
    }
}
