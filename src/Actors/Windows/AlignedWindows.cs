using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Millrace.Actors.Aggregates;
using Millrace.Actors.Descriptions;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Windows;

/// <summary>
/// The actors of a tumbling, sliding or cumulating window. A reading is added to one pane; a window is the merge of its panes when it fires.
/// The newest pane of an actor lies in its row, older ones that are still needed in a ring.
/// </summary>
internal sealed class AlignedWindows<TChain> : WindowTable<TChain>
    where TChain : struct, IAggregateChain<TChain>
{
    private struct Row
    {
        public long Start; // of the newest pane
        public long Readings; // in it; 0 when the actor has no pane at all
        public TChain Chain;
        public PaneRing<TChain> Older;
    }

    private readonly Slicing slicing;
    private readonly long lateness;
    private readonly long early; // milliseconds between provisional results; 0 after each reading; -1 for none
    private readonly PanePool<TChain> pool;
    private readonly Dictionary<int, Firings> firings = [];
    private readonly bool keepsFirings;
    private Row[] rows = [];

    // The pane of the last reading: neighbours in the stream mostly share it.
    private long paneStart = long.MaxValue;
    private long paneLength;
    private long firstDue = long.MinValue;

    public AlignedWindows(WindowDefinition definition, Field key, ImmutableArray<Projection> arguments, double[] parameters, bool custom)
        : base(definition, key, arguments, parameters, custom)
    {
        slicing = Slicing.Of(definition.Shape);
        pool = new PanePool<TChain>(slicing.PanesPerWindow);
        lateness = Milliseconds(definition.AllowedLateness);
        early = definition.Early is null ? -1 : Milliseconds(definition.Early.Every ?? TimeSpan.Zero);
        keepsFirings = lateness > 0 || early >= 0;
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
        var before = run.WatermarkBefore;
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
                    if ((ulong)(time - paneStart) >= (ulong)paneLength)
                        FindPane(time);
                    ref var actor = ref rows[slot];
                    if (actor.Start == paneStart && actor.Readings > 0 && before[row] < firstDue && simple)
                    {
                        actor.Readings++;
                        TChain.Add(ref actor.Chain, columns, row, time);
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
        var end = due + 1;
        if (!keepsFirings || slicing.IsEnd(end))
            Fire(slot, end, context);
        if (early > 0)
            FireEarly(slot, due, context);
        ref var actor = ref rows[slot];
        DropExpired(slot, ref actor, due);
        WakeForNext(slot, ref actor, due, context);
    }

    public override void OnTimerFailed(int slot, long due, TableContext context)
    {
        ref var actor = ref rows[slot];
        DropExpired(slot, ref actor, due);
        WakeForNext(slot, ref actor, due, context);
    }

    public override void Snapshot(int slot, StateWriter writer)
    {
        ref var actor = ref rows[slot];
        if (actor.Readings == 0)
            return;
        writer.Version(1);
        writer.Count(actor.Older.Count + 1);
        for (var i = 0; i < actor.Older.Count; i++)
            WritePane(in actor.Older[i], writer);
        WritePane(new Pane<TChain> { Start = actor.Start, Readings = actor.Readings, Chain = actor.Chain }, writer);
        var known = firings.GetValueOrDefault(slot);
        writer.Count(known?.Count ?? 0);
        for (var i = 0; i < known?.Count; i++)
        {
            writer.Integer(known[i].End);
            writer.Count(known[i].Results);
            writer.Count(known[i].Provisional);
            writer.Flag(known[i].Changed);
        }
    }

    public override void Restore(int slot, ref StateReader reader, TableContext context)
    {
        Release(slot);
        if (reader.AtEnd)
            return;
        reader.Version(1);
        ref var actor = ref rows[slot];
        var panes = reader.Count();
        for (var i = 0; i < panes - 1; i++)
            actor.Older.Insert(i, pool) = ReadPane(ref reader);
        var newest = ReadPane(ref reader);
        (actor.Start, actor.Readings, actor.Chain) = (newest.Start, newest.Readings, newest.Chain);
        for (var count = reader.Count(); count > 0; count--)
        {
            var firing = FiringsOf(slot).Of(reader.Integer());
            firing.Results = reader.Count();
            firing.Provisional = reader.Count();
            firing.Changed = reader.Flag();
        }
    }

    public override void Release(int slot)
    {
        rows[slot].Older.Clear(pool);
        rows[slot] = default;
        firings.Remove(slot);
    }

    public override ActorDescription? Describe(int slot, in DescriptionMoment moment)
    {
        ref var actor = ref rows[slot];
        if (actor.Readings == 0)
            return null;
        var windows = ImmutableArray.CreateBuilder<OpenWindow>();
        long open = 0;
        var watermark = Math.Min(moment.Watermark, long.MaxValue / 2); // at the end of time there is nothing to add to it
        var next = long.MinValue; // the earliest end not looked at yet
        for (var i = 0; i <= actor.Older.Count; i++)
        {
            var pane = i < actor.Older.Count ? actor.Older[i].Start : actor.Start;
            var end = slicing.EndFrom(pane, next);
            if (watermark > long.MinValue + lateness)
                end = Math.Max(end, slicing.EndFrom(pane, watermark + 2 - lateness));
            var lastEnd = slicing.LastEnd(pane);
            if (end > lastEnd)
                continue;
            open += ((lastEnd - end) / slicing.Every) + 1;
            next = lastEnd + 1;
            for (; end <= lastEnd && windows.Count < ActorDescription.MaxListed; end += slicing.Every)
                windows.Add(Describe(slot, end, in moment));
        }

        return open == 0 ? null : new ActorDescription { Table = Name, Kind = ActorKind.Window, OpenWindows = open, Windows = windows.ToImmutable() };
    }

    private OpenWindow Describe(int slot, long end, in DescriptionMoment moment)
    {
        ref var actor = ref rows[slot];
        var start = slicing.WindowStart(end);
        var merged = TChain.Empty;
        var readings = actor.Older.Merge(start, end, ref merged);
        if (actor.Start >= start && actor.Start < end)
        {
            readings += actor.Readings;
            TChain.Merge(ref merged, in actor.Chain);
        }

        var window = new WindowSpan(start, end, readings);
        return new OpenWindow
        {
            Start = new EventTime(start),
            End = new EventTime(end),
            Readings = readings,
            HasFired = end - 1 <= moment.Watermark,
            Revision = Math.Max(0, (firings.GetValueOrDefault(slot)?.ResultsOf(end) ?? 0) - 1),
            Values = Describe(in merged, in window, moment.Symbols),
        };
    }

    private void FindPane(long time)
    {
        paneStart = slicing.PaneStart(time);
        paneLength = slicing.PaneEnd(paneStart) - paneStart;
        firstDue = slicing.FirstEnd(paneStart) - 1;
    }

    /// <summary>A reading for a pane other than the newest, or for windows that have fired, or with provisional results.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override void OnReading(ReadingRun run, int row, int slot, TableContext context)
    {
        var time = run.Batch.Times[row];
        var watermark = run.WatermarkBefore[row];
        var lastEnd = slicing.LastEnd(paneStart);
        if (lastEnd - 1 + lateness <= watermark)
        {
            context.Late(run, row, slot);
            return;
        }

        ref var actor = ref rows[slot];
        var isNew = false;
        if (actor.Readings > 0 && actor.Start == paneStart)
        {
            actor.Readings++;
            TChain.Add(ref actor.Chain, run.Numbers, row, time);
        }
        else if (actor.Readings == 0 || actor.Start < paneStart)
        {
            isNew = true;
            if (actor.Readings > 0)
                actor.Older.Insert(actor.Older.Count, pool) = new Pane<TChain> { Start = actor.Start, Readings = actor.Readings, Chain = actor.Chain };
            actor.Start = paneStart;
            actor.Readings = 1;
            actor.Chain = TChain.Empty;
            TChain.Add(ref actor.Chain, run.Numbers, row, time);
            DropExpired(slot, ref actor, watermark);
        }
        else
        {
            ref var pane = ref OlderPane(ref actor, out isNew);
            pane.Readings++;
            TChain.Add(ref pane.Chain, run.Numbers, row, time);
        }

        if (isNew)
            WakeAfter(slot, paneStart, watermark, context);
        if (keepsFirings)
            Note(row, slot, watermark, lastEnd, context);
    }

    /// <summary>The pane of <see cref="paneStart"/> among the older ones.</summary>
    private ref Pane<TChain> OlderPane(ref Row actor, out bool isNew)
    {
        var at = actor.Older.Count;
        while (at > 0 && actor.Older[at - 1].Start >= paneStart)
            at--;
        isNew = at == actor.Older.Count || actor.Older[at].Start != paneStart;
        if (!isNew)
            return ref actor.Older[at];
        ref var pane = ref actor.Older.Insert(at, pool);
        pane = new Pane<TChain> { Start = paneStart, Chain = TChain.Empty };
        return ref pane;
    }

    /// <summary>After a reading: windows that have fired already fire again, open ones give their provisional results.</summary>
    private void Note(int row, int slot, long watermark, long lastEnd, TableContext context)
    {
        context.At(row);
        var known = FiringsOf(slot);
        for (var end = slicing.FirstEnd(paneStart); end <= lastEnd; end += slicing.Every)
        {
            if (end - 1 > watermark)
            {
                if (early < 0)
                    break;
                known.Of(end).Changed = true;
                if (early == 0)
                    Emit(slot, end, known.Of(end), true, context);
                else
                    context.WakeAt(slot, NextEarly(end, watermark));
            }
            else if (end - 1 + lateness > watermark)
            {
                Emit(slot, end, known.Of(end), false, context);
            }
        }
    }

    private void Fire(int slot, long end, TableContext context)
    {
        if (keepsFirings)
            Emit(slot, end, FiringsOf(slot).Of(end), false, context);
        else
            Emit(slot, end, null, false, context);
    }

    private void FireEarly(int slot, long due, TableContext context)
    {
        var known = FiringsOf(slot);
        for (var i = 0; i < known.Count; i++)
        {
            var firing = known[i];
            var open = due + 1 - slicing.WindowStart(firing.End);
            if (firing.Changed && firing.End - 1 > due && open > 0 && open % early == 0)
                Emit(slot, firing.End, firing, true, context);
        }
    }

    private void Emit(int slot, long end, Firing? firing, bool provisional, TableContext context)
    {
        ref var actor = ref rows[slot];
        var start = slicing.WindowStart(end);
        var newestIn = actor.Readings > 0 && actor.Start >= start && actor.Start < end;
        var merged = TChain.Empty;
        var older = actor.Older.Merge(start, end, ref merged);
        var readings = older + (newestIn ? actor.Readings : 0);
        if (readings == 0)
            return;
        var window = new WindowSpan(start, end, readings);
        var revision = firing?.Results ?? 0;
        var sequence = provisional ? firing!.Provisional : 0;
        if (older == 0)
        {
            Emit(context, slot, in actor.Chain, in window, revision, provisional, sequence);
        }
        else
        {
            if (newestIn)
                TChain.Merge(ref merged, in actor.Chain);
            Emit(context, slot, in merged, in window, revision, provisional, sequence);
        }

        if (firing is null)
            return;
        firing.Changed = false;
        if (provisional)
            firing.Provisional++;
        else
            firing.Results++;
    }

    /// <summary>Gives up panes whose last window can fire no more.</summary>
    private void DropExpired(int slot, ref Row actor, long watermark)
    {
        while (actor.Older.Count > 0 && slicing.LastEnd(actor.Older[0].Start) - 1 + lateness <= watermark)
            actor.Older.RemoveFirst(pool);
        if (actor.Readings > 0 && slicing.LastEnd(actor.Start) - 1 + lateness <= watermark)
        {
            actor.Readings = 0;
            actor.Chain = default;
            firings.Remove(slot);
        }
        else if (keepsFirings && watermark > long.MinValue + lateness)
        {
            FiringsOf(slot).Forget(watermark + 2 - lateness);
        }
    }

    /// <summary>Asks for the timer of a new pane: the end of its first window that is still to come, or when it can be given up.</summary>
    private void WakeAfter(int slot, long start, long watermark, TableContext context)
    {
        var end = slicing.FirstEnd(start);
        if (end - 1 <= watermark)
        {
            end += slicing.Every;
            if (end - 1 <= watermark)
                end += (((watermark - (end - 1)) / slicing.Every) + 1) * slicing.Every;
        }

        var lastEnd = slicing.LastEnd(start);
        context.WakeAt(slot, end <= lastEnd ? end - 1 : lastEnd - 1 + lateness);
    }

    private void WakeForNext(int slot, ref Row actor, long watermark, TableContext context)
    {
        // Panes are in order of time and so are their windows: the first pane with a window to come has the first window to come.
        for (var i = 0; i <= actor.Older.Count && actor.Readings > 0; i++)
        {
            var start = i < actor.Older.Count ? actor.Older[i].Start : actor.Start;
            WakeAfter(slot, start, watermark, context);
            if (slicing.LastEnd(start) - 1 > watermark)
                break;
        }

        if (early <= 0 || actor.Readings == 0)
            return;
        var known = FiringsOf(slot);
        for (var i = 0; i < known.Count; i++)
        {
            if (known[i].Changed && known[i].End - 1 > watermark)
                context.WakeAt(slot, NextEarly(known[i].End, watermark));
        }
    }

    /// <summary>When the next provisional result of a window is due; at the latest its end.</summary>
    private long NextEarly(long end, long watermark)
    {
        var start = slicing.WindowStart(end);
        var passed = watermark < start ? 0 : watermark + 1 - start;
        return Math.Min(end - 1, start + (((passed / early) + 1) * early) - 1);
    }

    private Firings FiringsOf(int slot)
    {
        if (!firings.TryGetValue(slot, out var known))
            firings.Add(slot, known = new Firings());
        return known;
    }
}
