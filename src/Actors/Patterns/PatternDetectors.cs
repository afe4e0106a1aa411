using System.Collections.Immutable;
using Millrace.Actors.Descriptions;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Patterns;

/// <summary>
/// The pattern-detector actors of one pattern in a shard. An actor without waiting readings and partial matches is sixteen bytes; a reading that fulfils
/// no condition costs a few bits of a vector, unless the pattern asks what the very next reading is.
/// </summary>
/// <remarks>
/// Under <see cref="MatchOrder.EventTime"/> readings wait until the watermark reaches their time; one at or before it is late. Under
/// <see cref="MatchOrder.Arrival"/> a key's clock is the highest event time of its own readings or the watermark, so that results do not depend on which keys share a shard.
/// </remarks>
public sealed class PatternDetectors : ActorTable
{
    /// <summary>The most idle states kept for the next actor that needs one; at most about 3 kB each, mostly 300 bytes.</summary>
    private const int MaxSpare = 4096;

    private readonly PatternProgram program;
    private readonly MatcherWorkspace workspace = new();
    private readonly MatchEmitter emitter;
    private readonly Condition? where;
    private readonly int firstCondition;
    private readonly bool inOrder;
    private readonly bool keepsAll;
    private readonly Stack<DetectorState> spare = new();
    private DetectorSlot[] slots = [];
    private long[] clocks = [];

    /// <summary>Detectors of a pattern.</summary>
    /// <param name="program">The pattern; its name is the table's.</param>
    /// <param name="key">The text field that keys the actors.</param>
    public PatternDetectors(PatternProgram program, Field key)
        : base(program.Definition.Name, key)
    {
        this.program = program;
        Definition = PatternDefinitionText.Of(program.Definition, key.Name);
        where = program.Definition.Where;
        firstCondition = where is null ? 0 : 1;
        inOrder = program.Definition.Order == MatchOrder.EventTime;
        keepsAll = program.HasAlways || program.IsStrict || !inOrder;
        emitter = new MatchEmitter(program);
        Conditions = where is null ? program.Conditions : [where, .. program.Conditions];
    }

    /// <inheritdoc/>
    public override ImmutableArray<Condition> Conditions { get; }

    /// <summary>The pattern.</summary>
    public PatternProgram Program => program;

    /// <summary>How many partial matches were not begun because a key had <see cref="PatternDefinition.MaxPartialMatches"/>.</summary>
    public long CappedPartialMatches => emitter.Capped;

    /// <inheritdoc/>
    public override bool TimersEnd => true;

    internal override bool KeepsColumns => program.NeedsFields;

    /// <inheritdoc/>
    public override void Grow(int slots)
    {
        if (slots <= this.slots.Length)
            return;
        var had = clocks.Length;
        Array.Resize(ref this.slots, Math.Max(slots, this.slots.Length * 2));
        if (inOrder)
            return;
        Array.Resize(ref clocks, this.slots.Length);
        clocks.AsSpan(had).Fill(long.MinValue);
    }

    /// <inheritdoc/>
    public override void OnReadings(ReadingRun run, TableContext context)
    {
        var row = run.From;
        while (row < run.To)
        {
            var next = NextRow(run, row);
            for (; row < next && !context.IsQuietUpTo(next - 1); row++)
            {
                if (context.IsDue(row, run.Slots[row]))
                    context.Fire(row, run.Slots[row]);
            }

            if (next == run.To)
                return;
            row = next;
            var slot = run.Slots[row];
            if (where is null || run.Conditions[0][row])
                OnRow(run, row, slot, context);
            if (context.IsDue(row, slot))
                context.Fire(row, slot);
            row++;
        }
    }

    /// <inheritdoc/>
    public override void OnTimer(int slot, long due, TableContext context)
    {
        ref var actor = ref slots[slot];
        if (actor.State is not { } state)
            return;
        emitter.Enter(context, slot, due);
        if (inOrder)
            Drain(state, due);
        state.Matcher.Advance(due == Shard.EndOfTime ? long.MaxValue : due, emitter);
        Leave(ref actor, slot, context);
    }

    /// <inheritdoc/>
    public override void Snapshot(int slot, StateWriter writer)
    {
        ref var actor = ref slots[slot];
        var clock = inOrder ? long.MinValue : clocks[slot];
        if (!actor.IsKnown && clock == long.MinValue)
            return;
        writer.Version(1);
        writer.Integer(actor.NextSequence);
        writer.Integer((long)actor.Noticed);
        writer.Integer(clock);
        writer.Flag(actor.State is not null);
        if (actor.State is not { } state)
            return;
        writer.Count(state.Waiting.Count);
        for (var i = 0; i < state.Waiting.Count; i++)
        {
            var waiting = state.Waiting[i];
            writer.Integer(waiting.Time);
            writer.Integer((long)waiting.Conditions);
            writer.Flag(waiting.Event is not null);
            waiting.Event?.Save(writer);
        }

        state.Matcher.Snapshot(writer);
    }

    /// <inheritdoc/>
    public override void Restore(int slot, ref StateReader reader, TableContext context)
    {
        Release(slot);
        if (reader.AtEnd)
            return;
        reader.Version(1);
        ref var actor = ref slots[slot];
        actor.NextSequence = reader.Integer();
        actor.Noticed = (PatternNotice)reader.Integer();
        var clock = reader.Integer();
        if (!inOrder)
            clocks[slot] = clock;
        if (!reader.Flag())
            return;
        var state = actor.State = new DetectorState(program, workspace);
        for (var count = reader.Count(); count > 0; count--)
        {
            var time = reader.Integer();
            var conditions = (ulong)reader.Integer();
            state.Waiting.Add(new WaitingEvents.Waiting(time, reader.Flag() ? PatternEvent.Load(ref reader) : null, conditions));
        }

        state.Matcher.Restore(ref reader);
        Leave(ref actor, slot, context);
    }

    /// <inheritdoc/>
    public override ActorDescription? Describe(int slot, in DescriptionMoment moment)
    {
        ref var actor = ref slots[slot];
        if (!actor.IsKnown)
            return null;
        var described = new ActorDescription { Table = Name, Kind = ActorKind.Pattern };
        return actor.State is { } state
            ? new MatchDescriber(program, state.Matcher).Describe(described) with { WaitingReadings = state.Waiting.Count }
            : described;
    }

    /// <inheritdoc/>
    public override void Release(int slot)
    {
        slots[slot] = default;
        if (!inOrder)
            clocks[slot] = long.MinValue;
    }

    /// <summary>The next row that anything is to be done with: that fulfils a condition or is late.</summary>
    private int NextRow(ReadingRun run, int from)
    {
        if (keepsAll)
            return from;
        var bound = where is null ? null : run.Conditions[0];
        var next = ConditionScan.NextRow(run.Conditions, firstCondition, bound, from, run.To);
        return run.NextLate(from, next);
    }

    private void OnRow(ReadingRun run, int row, int slot, TableContext context)
    {
        if (slot == ReadingRun.NoReading)
            return;
        ulong conditions = 0;
        for (var i = firstCondition; i < run.Conditions.Length; i++)
            conditions |= run.Conditions[i][row] ? 1UL << (i - firstCondition) : 0;
        var matters = conditions != 0 || program.HasAlways;
        if (slot == ReadingRun.NoKey)
        {
            if (matters)
                context.DeadLetter(run, row, $"{Name}: no key field \"{Key.Name}\"");
            return;
        }

        var time = run.Batch.Times[row];
        if (!inOrder)
            OnArrival(run, row, slot, time, conditions, matters, context);
        else if (time <= run.WatermarkBefore[row])
            context.Late(run, row, slot);
        else if (matters || program.IsStrict)
            Wait(run, row, slot, time, conditions, matters, context);
    }

    private void Wait(ReadingRun run, int row, int slot, long time, ulong conditions, bool matters, TableContext context)
    {
        ref var actor = ref slots[slot];
        var state = StateOf(ref actor);
        if (!matters && state.Waiting.Count > 0 && state.Waiting.EventCount == 0)
        {
            // Readings between which nothing lies are worth nothing once the watermark has passed them.
            emitter.Enter(context, slot, run.WatermarkBefore[row]);
            Drain(state, run.WatermarkBefore[row]);
        }

        state.Waiting.Add(new WaitingEvents.Waiting(time, matters ? Keep(run, row, ref actor) : null, conditions));
        if (matters || state.Matcher.IsNextDecisive)
            context.WakeAt(slot, time);
    }

    private void OnArrival(ReadingRun run, int row, int slot, long time, ulong conditions, bool matters, TableContext context)
    {
        ref var clock = ref clocks[slot];
        clock = Math.Max(clock, Math.Max(time, run.WatermarkBefore[row]));
        ref var actor = ref slots[slot];
        if (actor.State is null && !matters)
            return;
        var state = StateOf(ref actor);
        context.At(row);
        emitter.Enter(context, slot, clock);
        state.Matcher.Advance(clock, emitter);
        if (matters)
            state.Matcher.Take(Keep(run, row, ref actor), conditions, emitter);
        else if (program.IsStrict)
            state.Matcher.PassOver(new EventTime(time), emitter);
        state.Matcher.Advance(clock, emitter);
        Leave(ref actor, slot, context);
    }

    private void Drain(DetectorState state, long upTo)
    {
        while (state.Waiting.TryTake(upTo, out var waiting))
        {
            if (waiting.Event is null)
                state.Matcher.PassOver(new EventTime(waiting.Time), emitter);
            else
                state.Matcher.Take(waiting.Event, waiting.Conditions, emitter);
        }
    }

    private DetectorState StateOf(ref DetectorSlot actor)
    {
        if (actor.State is not null)
            return actor.State;
        actor.State = spare.TryPop(out var state) ? state : new DetectorState(program, workspace);
        actor.State.Matcher.Noticed = actor.Noticed;
        return actor.State;
    }

    /// <summary>Gives up what is idle, else asks to be woken when time can change something.</summary>
    private void Leave(ref DetectorSlot actor, int slot, TableContext context)
    {
        var state = actor.State!;
        actor.Noticed = state.Matcher.Noticed;
        if (state.IsIdle)
        {
            actor.State = null;
            if (spare.Count == MaxSpare || state.IsLarge)
                return;
            state.Matcher.Reset();
            spare.Push(state);
            return;
        }

        var due = Math.Min(state.Matcher.NextDue, state.Waiting.NextTime(events: !state.Matcher.IsNextDecisive));
        if (due == long.MaxValue && state.Matcher.HeldCount > 0)
            due = Shard.EndOfTime;
        if (due != long.MaxValue)
            context.WakeAt(slot, due);
    }

    private PatternEvent Keep(ReadingRun run, int row, ref DetectorSlot actor)
    {
        var (numbers, symbols) = program.NeedsFields ? run.KeepFields(row) : ([], []);
        return new PatternEvent(new EventTime(run.Batch.Times[row]), actor.NextSequence++, numbers, symbols, run.KeepJson(row));
    }
}
