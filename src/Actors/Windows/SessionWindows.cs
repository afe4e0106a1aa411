using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Actors.Aggregates;
using Millrace.Actors.Descriptions;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Windows;

/// <summary>
/// The actors of a session window. The newest session of an actor lies in its row, older ones that can still change in a list beside it. A session's timer
/// is not moved with every reading: it fires at the end the session had when it was set, and is then set to the end it has by now.
/// </summary>
internal sealed class SessionWindows<TChain> : WindowTable<TChain>
    where TChain : struct, IAggregateChain<TChain>
{
    private struct Row
    {
        public Session<TChain> Newest; // without readings when there is none
        public List<Session<TChain>>? Older;
    }

    private readonly long gap;
    private readonly long maxDuration;
    private readonly long lateness;
    private readonly long early; // milliseconds between provisional results; 0 after each reading; -1 for none
    private readonly List<Session<TChain>> sessions = []; // of the actor at hand, in order of start
    private Row[] rows = [];

    public SessionWindows(WindowDefinition definition, Field key, ImmutableArray<Projection> arguments, double[] parameters, bool custom)
        : base(definition, key, arguments, parameters, custom)
    {
        var shape = (SessionWindow)definition.Shape;
        gap = Milliseconds(shape.Gap);
        maxDuration = shape.MaxDuration is { } limit ? Milliseconds(limit) : long.MaxValue;
        lateness = Milliseconds(definition.AllowedLateness);
        early = definition.Early is null ? -1 : Milliseconds(definition.Early.Every ?? TimeSpan.Zero);
    }

    public override void Grow(int slots)
    {
        if (slots > rows.Length)
            Array.Resize(ref rows, Math.Max(slots, rows.Length * 2));
    }

    public override void OnReadings(ReadingRun run, TableContext context)
    {
        var selected = Selected(run);
        var times = run.Batch.Times;
        var slots = run.Slots;
        var columns = run.Numbers;
        var simple = early < 0;
        for (var row = run.From; row < run.To; row++)
        {
            var slot = slots[row];
            if (selected is null || selected[row])
            {
                if (slot >= 0)
                {
                    var time = times[row];
                    ref var actor = ref rows[slot];
                    ref var newest = ref actor.Newest;
                    if (newest.Readings > 0 && !newest.Fired && time >= newest.Start && time - newest.Last <= gap
                        && time - newest.Start < maxDuration && actor.Older is null && simple)
                    {
                        newest.Last = Math.Max(newest.Last, time);
                        newest.Readings++;
                        TChain.Add(ref newest.Chain, columns, row, time);
                    }
                    else
                    {
                        OnReading(run, row, slot, context);
                    }
                }
                else if (slot == ReadingRun.NoKey)
                {
                    NoKey(run, row, context);
                }
            }

            if (context.IsDue(row, slot))
                context.Fire(row, slot);
        }
    }

    public override void OnTimer(int slot, long due, TableContext context)
    {
        Load(slot);
        for (var i = 0; i < sessions.Count; i++)
        {
            var session = sessions[i];
            if (EndOf(in session) - 1 <= due && !session.Fired)
                Fire(slot, ref session, context);
            else if (early > 0 && session.Changed && EndOf(in session) - 1 > due && due + 1 > session.Start && (due + 1 - session.Start) % early == 0)
                FireEarly(slot, ref session, context);
            sessions[i] = session;
        }

        Store(slot, due, context);
    }

    public override void OnTimerFailed(int slot, long due, TableContext context)
    {
        Load(slot);
        for (var i = 0; i < sessions.Count; i++)
        {
            var session = sessions[i];
            session.Fired |= EndOf(in session) - 1 <= due;
            session.Changed = false;
            sessions[i] = session;
        }

        Store(slot, due, context);
    }

    public override void Snapshot(int slot, StateWriter writer)
    {
        Load(slot);
        if (sessions.Count == 0)
            return;
        writer.Version(1);
        writer.Count(sessions.Count);
        foreach (var session in sessions)
        {
            writer.Integer(session.Start);
            writer.Integer(session.Last);
            writer.Integer(session.Readings);
            writer.Count(session.Results);
            writer.Count(session.Provisional);
            writer.Flag(session.Fired);
            writer.Flag(session.Changed);
            TChain.Snapshot(in session.Chain, writer);
        }
    }

    public override void Restore(int slot, ref StateReader reader, TableContext context)
    {
        Release(slot);
        if (reader.AtEnd)
            return;
        reader.Version(1);
        sessions.Clear();
        for (var count = reader.Count(); count > 0; count--)
        {
            sessions.Add(new Session<TChain>
            {
                Start = reader.Integer(),
                Last = reader.Integer(),
                Readings = reader.Integer(),
                Results = reader.Count(),
                Provisional = reader.Count(),
                Fired = reader.Flag(),
                Changed = reader.Flag(),
                Chain = TChain.Restore(ref reader),
            });
        }

        Place(slot);
    }

    public override void Release(int slot) => rows[slot] = default;

    public override ActorDescription? Describe(int slot, in DescriptionMoment moment)
    {
        ref var actor = ref rows[slot];
        if (actor.Newest.Readings == 0)
            return null;
        var older = actor.Older is null ? [] : CollectionsMarshal.AsSpan(actor.Older);
        var windows = ImmutableArray.CreateBuilder<OpenWindow>();
        foreach (ref readonly var session in older[..Math.Min(older.Length, ActorDescription.MaxListed)])
            windows.Add(Describe(in session, moment.Symbols));
        if (windows.Count < ActorDescription.MaxListed)
            windows.Add(Describe(in actor.Newest, moment.Symbols));
        return new ActorDescription { Table = Name, Kind = ActorKind.Session, OpenWindows = older.Length + 1, Windows = windows.ToImmutable() };
    }

    private OpenWindow Describe(in Session<TChain> session, SymbolTable symbols)
    {
        var window = new WindowSpan(session.Start, EndOf(in session), session.Readings);
        return new OpenWindow
        {
            Start = new EventTime(window.Start),
            End = new EventTime(window.End),
            Readings = window.Readings,
            HasFired = session.Fired,
            Revision = Math.Max(0, session.Results - 1),
            Values = Describe(in session.Chain, in window, symbols),
        };
    }

    /// <summary>A reading that opens a session, joins some, or comes to one that has fired; or any reading when there are provisional results.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override void OnReading(ReadingRun run, int row, int slot, TableContext context)
    {
        var time = run.Batch.Times[row];
        var watermark = run.WatermarkBefore[row];
        Load(slot);
        var (first, count, start, last) = Touched(time);
        var merged = new Session<TChain> { Start = start, Last = last };
        if (EndOf(in merged) - 1 + lateness <= watermark)
        {
            context.Late(run, row, slot);
            return;
        }

        merged.Chain = TChain.Empty;
        for (var i = first; i < first + count; i++)
            Join(ref merged, sessions[i]);
        merged.Readings++;
        TChain.Add(ref merged.Chain, run.Numbers, row, time);
        merged.Changed = true;
        sessions.RemoveRange(first, count);
        context.At(row);
        if (EndOf(in merged) - 1 <= watermark)
            Fire(slot, ref merged, context);
        else if (early == 0)
            FireEarly(slot, ref merged, context);
        sessions.Insert(first, merged);
        Store(slot, watermark, context);
    }

    /// <summary>The sessions that a reading joins, a run of neighbours, with the start and the last reading of what comes of it.</summary>
    private (int First, int Count, long Start, long Last) Touched(long time)
    {
        var first = 0;
        while (first < sessions.Count && sessions[first].Start <= time && !Reaches(sessions[first], time))
            first++;
        var (start, last) = (time, time);
        var next = first;
        while (next < sessions.Count && sessions[next].Start - last <= gap)
        {
            var session = sessions[next];
            var (newStart, newLast) = (Math.Min(start, session.Start), Math.Max(last, session.Last));
            if (newLast - newStart >= maxDuration)
                break;
            (start, last) = (newStart, newLast);
            next++;
        }

        return (first, next - first, start, last);
    }

    /// <summary>Whether a reading at or after a session's start belongs to it.</summary>
    private bool Reaches(in Session<TChain> session, long time) => time - session.Last <= gap && time - session.Start < maxDuration;

    private static void Join(ref Session<TChain> merged, in Session<TChain> other)
    {
        if (merged.Readings == 0)
            (merged.Chain, merged.Readings) = (other.Chain, other.Readings);
        else
        {
            TChain.Merge(ref merged.Chain, in other.Chain);
            merged.Readings += other.Readings;
        }

        merged.Results = Math.Max(merged.Results, other.Results);
        merged.Provisional = Math.Max(merged.Provisional, other.Provisional);
    }

    private void Fire(int slot, ref Session<TChain> session, TableContext context)
    {
        Emit(context, slot, in session.Chain, new WindowSpan(session.Start, EndOf(in session), session.Readings), session.Results);
        session.Results++;
        session.Fired = true;
        session.Changed = false;
    }

    private void FireEarly(int slot, ref Session<TChain> session, TableContext context)
    {
        var window = new WindowSpan(session.Start, EndOf(in session), session.Readings);
        Emit(context, slot, in session.Chain, in window, session.Results, true, session.Provisional);
        session.Provisional++;
        session.Changed = false;
    }

    private long EndOf(in Session<TChain> session) =>
        maxDuration == long.MaxValue ? session.Last + gap : Math.Min(session.Last + gap, session.Start + maxDuration);

    private void Load(int slot)
    {
        sessions.Clear();
        ref var actor = ref rows[slot];
        if (actor.Older is not null)
            sessions.AddRange(actor.Older);
        if (actor.Newest.Readings > 0)
            sessions.Add(actor.Newest);
    }

    /// <summary>Puts the sessions back, but for those that can change no more, and asks for the next timer.</summary>
    private void Store(int slot, long watermark, TableContext context)
    {
        for (var i = sessions.Count - 1; i >= 0; i--)
        {
            var session = sessions[i];
            var end = EndOf(in session);
            if (session.Fired && end - 1 + lateness <= watermark)
            {
                sessions.RemoveAt(i);
                continue;
            }

            context.WakeAt(slot, session.Fired ? end - 1 + lateness : end - 1);
            if (early > 0 && session.Changed)
                context.WakeAt(slot, NextEarly(in session, end, watermark));
        }

        Place(slot);
    }

    private long NextEarly(in Session<TChain> session, long end, long watermark)
    {
        var passed = watermark < session.Start ? 0 : watermark + 1 - session.Start;
        return Math.Min(end - 1, session.Start + (((passed / early) + 1) * early) - 1);
    }

    private void Place(int slot)
    {
        ref var actor = ref rows[slot];
        actor.Newest = sessions.Count == 0 ? default : sessions[^1];
        if (sessions.Count <= 1)
            actor.Older = null;
        else
            (actor.Older ??= []).Clear();
        for (var i = 0; i < sessions.Count - 1; i++)
            actor.Older!.Add(sessions[i]);
    }
}
