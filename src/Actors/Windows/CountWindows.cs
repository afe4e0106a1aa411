using System.Collections.Immutable;
using Millrace.Actors.Aggregates;
using Millrace.Actors.Descriptions;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Windows;

/// <summary>The actors of a count window: in the order of arrival, whatever the watermark; what is left at the end of the input fires then.</summary>
internal sealed class CountWindows<TChain> : WindowTable<TChain>
    where TChain : struct, IAggregateChain<TChain>
{
    private struct Row
    {
        public long First; // lowest event time
        public long Last; // highest event time
        public int Readings;
        public long Windows; // fired so far
        public TChain Chain;
    }

    private readonly int size;
    private readonly bool early;
    private Row[] rows = [];

    public CountWindows(WindowDefinition definition, Field key, ImmutableArray<Projection> arguments, double[] parameters, bool custom)
        : base(definition, key, arguments, parameters, custom)
    {
        size = ((CountWindow)definition.Shape).Readings;
        early = definition.Early is not null;
    }

    public override void Grow(int slots)
    {
        if (slots > rows.Length)
            Array.Resize(ref rows, Math.Max(slots, rows.Length * 2));
    }

    public override void OnTimer(int slot, long due, TableContext context)
    {
        if (rows[slot].Readings > 0)
            Fire(slot, context, false);
    }

    public override void OnTimerFailed(int slot, long due, TableContext context) => rows[slot].Readings = 0;

    public override void Snapshot(int slot, StateWriter writer)
    {
        ref var actor = ref rows[slot];
        if (actor.Readings == 0 && actor.Windows == 0)
            return;
        writer.Version(1);
        writer.Integer(actor.First);
        writer.Integer(actor.Last);
        writer.Count(actor.Readings);
        writer.Integer(actor.Windows);
        if (actor.Readings > 0)
            TChain.Snapshot(in actor.Chain, writer);
    }

    public override void Restore(int slot, ref StateReader reader, TableContext context)
    {
        rows[slot] = default;
        if (reader.AtEnd)
            return;
        reader.Version(1);
        ref var actor = ref rows[slot];
        actor.First = reader.Integer();
        actor.Last = reader.Integer();
        actor.Readings = reader.Count();
        actor.Windows = reader.Integer();
        if (actor.Readings > 0)
            actor.Chain = TChain.Restore(ref reader);
    }

    public override void Release(int slot) => rows[slot] = default;

    public override ActorDescription? Describe(int slot, in DescriptionMoment moment)
    {
        ref var actor = ref rows[slot];
        if (actor.Readings == 0)
            return null;
        var window = new WindowSpan(actor.First, actor.Last + 1, actor.Readings);
        return new ActorDescription
        {
            Table = Name,
            Kind = ActorKind.Count,
            OpenWindows = 1,
            Windows =
            [
                new OpenWindow
                {
                    Start = new EventTime(window.Start),
                    End = new EventTime(window.End),
                    Readings = window.Readings,
                    ReadingsToFire = size,
                    Values = Describe(in actor.Chain, in window, moment.Symbols),
                },
            ],
        };
    }

    protected override void OnReading(ReadingRun run, int row, int slot, TableContext context)
    {
        var time = run.Batch.Times[row];
        ref var actor = ref rows[slot];
        if (actor.Readings++ == 0)
        {
            actor.First = actor.Last = time;
            actor.Chain = TChain.Empty;
            context.WakeAt(slot, Shard.EndOfTime);
        }

        actor.First = Math.Min(actor.First, time);
        actor.Last = Math.Max(actor.Last, time);
        TChain.Add(ref actor.Chain, run.Numbers, row, time);
        context.At(row);
        if (actor.Readings == size)
            Fire(slot, context, false);
        else if (early)
            Fire(slot, context, true);
    }

    private void Fire(int slot, TableContext context, bool provisional)
    {
        ref var actor = ref rows[slot];
        var window = new WindowSpan(actor.First, actor.Last + 1, actor.Readings);
        Emit(context, slot, in actor.Chain, in window, 0, provisional, provisional ? (actor.Windows * size) + actor.Readings : actor.Windows);
        if (provisional)
            return;
        actor.Windows++;
        actor.Readings = 0;
        actor.Chain = default;
    }
}
