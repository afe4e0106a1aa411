using System.Collections.Immutable;
using Millrace.Actors.Descriptions;
using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>All actors of a developer's kind in one shard: their states side by side in one array.</summary>
/// <typeparam name="TState">The state of one actor.</typeparam>
public sealed class StateTable<TState> : ActorTable
    where TState : struct
{
    private readonly Actor<TState> actor;
    private readonly Condition? where;
    private readonly StateTableTimers timers = new();
    private readonly ActorContext actorContext;
    private TState[] states = [];
    private bool[] known = [];

    /// <summary>Hosts a kind of actor.</summary>
    /// <param name="name">The name, unique in the shard.</param>
    /// <param name="key">The text field that keys the actors.</param>
    /// <param name="actor">The kind.</param>
    /// <param name="where">Only readings that fulfil it are handed to the actors; null for all.</param>
    public StateTable(string name, Field key, Actor<TState> actor, Condition? where = null)
        : base(name, key)
    {
        this.actor = actor;
        this.where = where;
        actorContext = new ActorContext(timers);
    }

    /// <inheritdoc/>
    public override ImmutableArray<Condition> Conditions => where is null ? [] : [where];

    /// <inheritdoc/>
    public override bool MayThrow => true;

    internal override bool UsesWallClock => Overrides(actor.GetType(), nameof(actor.OnProcessingTimer), typeof(Actor<TState>));

    /// <inheritdoc/>
    public override bool Concerns(ReadingRun run, int row) => where is null || run.Conditions[0][row];

    /// <inheritdoc/>
    public override void Grow(int slots)
    {
        timers.Grow(slots);
        if (slots <= states.Length)
            return;
        Array.Resize(ref states, Math.Max(slots, states.Length * 2));
        Array.Resize(ref known, states.Length);
    }

    /// <inheritdoc/>
    public override void OnReadings(ReadingRun run, TableContext context)
    {
        for (var row = run.From; row < run.To; row++)
        {
            var slot = run.Slots[row];
            if (Concerns(run, row))
            {
                if (slot >= 0)
                {
                    actorContext.Enter(context, slot, run, row, run.WatermarkBefore[row]);
                    known[slot] = true;
                    actor.OnReading(ref states[slot], new Reading(run, row), actorContext);
                }
                else if (slot == ReadingRun.NoKey)
                {
                    context.DeadLetter(run, row, $"{Name}: no key field \"{Key.Name}\"");
                }
            }

            if (context.IsDue(row, slot))
                context.Fire(row, slot);
        }
    }

    /// <inheritdoc/>
    public override void OnTimer(int slot, long due, TableContext context)
    {
        // One a call, so that each is guarded by itself: others that are due come at once.
        if (timers.TryTake(slot, due, out var time))
        {
            actorContext.Enter(context, slot, null, -1, context.Watermark);
            actor.OnTimer(ref states[slot], new EventTime(time), actorContext);
        }

        if (timers.Next(slot) is var next and < long.MaxValue)
            context.WakeAt(slot, next);
    }

    /// <inheritdoc/>
    public override void OnTimerFailed(int slot, long due, TableContext context)
    {
        // The timer that failed is the first; those behind it get their turn, even if they are due as well.
        timers.TryTake(slot, due, out _);
        if (timers.Next(slot) is var next and < long.MaxValue)
            context.WakeAt(slot, next);
    }

    /// <inheritdoc/>
    public override void OnProcessingTimer(int slot, DateTimeOffset now, TableContext context)
    {
        actorContext.Enter(context, slot, null, -1, context.Watermark);
        actor.OnProcessingTimer(ref states[slot], now, actorContext);
    }

    /// <inheritdoc/>
    public override void Snapshot(int slot, StateWriter writer)
    {
        if (!known[slot])
            return;
        writer.Version(1);
        timers.Snapshot(slot, writer);
        writer.Version(actor.StateVersion);
        actor.Snapshot(in states[slot], writer);
    }

    /// <inheritdoc/>
    public override void Restore(int slot, ref StateReader reader, TableContext context)
    {
        Reset(slot);
        if (reader.AtEnd)
            return;
        reader.Version(1);
        timers.Restore(slot, ref reader);
        states[slot] = actor.Restore(ref reader, reader.Version(actor.StateVersion));
        known[slot] = true;
    }

    /// <inheritdoc/>
    public override ActorDescription? Describe(int slot, in DescriptionMoment moment) =>
        known[slot] ? new ActorDescription { Table = Name, Kind = ActorKind.Actor, Values = actor.Describe(in states[slot]) } : null;

    /// <inheritdoc/>
    public override void Release(int slot)
    {
        if (known[slot])
            actor.OnPassivate(ref states[slot]);
        Reset(slot);
    }

    private void Reset(int slot)
    {
        timers.Release(slot);
        states[slot] = default;
        known[slot] = false;
    }
}
