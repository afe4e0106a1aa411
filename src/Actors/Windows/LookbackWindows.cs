using System.Collections.Immutable;
using Millrace.Actors.Aggregates;
using Millrace.Actors.Descriptions;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Windows;

/// <summary>
/// The actors of a lookback window. Readings wait until the watermark has reached their time and are then taken in the order of (time, arrival);
/// after each one the aggregate over (t - duration, t] is emitted.
/// </summary>
internal sealed class LookbackWindows<TChain> : WindowTable<TChain>
    where TChain : struct, IAggregateChain<TChain>
{
    private readonly long duration;
    private readonly bool[] texts; // which arguments are text
    private Lookback<TChain>?[] rows = [];

    public LookbackWindows(WindowDefinition definition, Field key, ImmutableArray<Projection> arguments, double[] parameters, bool custom)
        : base(definition, key, arguments, parameters, custom)
    {
        duration = Milliseconds(((LookbackWindow)definition.Shape).Duration);
        texts = [.. arguments.Select(argument => argument.Type == FieldType.Text)];
    }

    public override void Grow(int slots)
    {
        if (slots > rows.Length)
            Array.Resize(ref rows, Math.Max(slots, rows.Length * 2));
    }

    public override void OnTimer(int slot, long due, TableContext context)
    {
        var actor = rows[slot]!;
        while (actor.NextWaiting <= due)
        {
            var time = actor.Take(duration, out var repeats);
            var chain = actor.Total();
            Emit(context, slot, in chain, new WindowSpan(time - duration + 1, time + 1, actor.Readings), repeats);
        }

        if (actor.NextWaiting < long.MaxValue)
            context.WakeAt(slot, actor.NextWaiting);
    }

    public override void OnTimerFailed(int slot, long due, TableContext context)
    {
        var actor = rows[slot]!;
        actor.Drop(due);
        if (actor.NextWaiting < long.MaxValue)
            context.WakeAt(slot, actor.NextWaiting);
    }

    public override void Snapshot(int slot, StateWriter writer) => rows[slot]?.Snapshot(writer);

    public override void Restore(int slot, ref StateReader reader, TableContext context)
    {
        rows[slot] = null;
        if (reader.AtEnd)
            return;
        rows[slot] = new Lookback<TChain>(texts);
        rows[slot]!.Restore(ref reader);
    }

    public override void Release(int slot) => rows[slot] = null;

    public override ActorDescription? Describe(int slot, in DescriptionMoment moment)
    {
        if (rows[slot] is not { } actor)
            return null;
        var described = new ActorDescription { Table = Name, Kind = ActorKind.Lookback, WaitingReadings = actor.Waiting };
        if (actor.Readings == 0)
            return described;
        var window = new WindowSpan(actor.LastTime - duration + 1, actor.LastTime + 1, actor.Readings);
        var total = actor.Total();
        return described with
        {
            OpenWindows = 1,
            Windows =
            [
                new OpenWindow
                {
                    Start = new EventTime(window.Start),
                    End = new EventTime(window.End),
                    Readings = window.Readings,
                    HasFired = true,
                    Values = Describe(in total, in window, moment.Symbols),
                },
            ],
        };
    }

    protected override void OnReading(ReadingRun run, int row, int slot, TableContext context)
    {
        var time = run.Batch.Times[row];
        if (time <= run.WatermarkBefore[row])
        {
            context.Late(run, row, slot);
            return;
        }

        var actor = rows[slot] ??= new Lookback<TChain>(texts);
        actor.Wait(time, run.Numbers, row);
        context.WakeAt(slot, time);
    }
}
