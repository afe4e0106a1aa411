using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Tests.Kernel;

/// <summary>A table whose timers are asked for as a test says, and that tells the test which are fired.</summary>
internal sealed class TimerProbe(Field key) : ActorTable("probe", key)
{
    /// <summary>A reading came: slot and the watermark that it leaves behind.</summary>
    public required Action<TableContext, int, long> Reading { get; init; }

    /// <summary>A timer fired: slot, the time it was due, the watermark.</summary>
    public required Action<TableContext, int, long, long> Timer { get; init; }

    public override void Grow(int slots)
    {
    }

    public override void OnReadings(ReadingRun run, TableContext context)
    {
        for (var row = run.From; row < run.To; row++)
        {
            Reading(context, run.Slots[row], run.WatermarkAfter[row]);
            if (context.IsDue(row, run.Slots[row]))
                context.Fire(row, run.Slots[row]);
        }
    }

    public override void OnTimer(int slot, long due, TableContext context) => Timer(context, slot, due, context.Watermark);

    public override void Snapshot(int slot, StateWriter writer)
    {
    }

    public override void Restore(int slot, ref StateReader reader, TableContext context)
    {
    }

    public override void Release(int slot)
    {
    }
}
