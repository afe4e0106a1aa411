using System.Runtime.CompilerServices;
using Millrace.Actors.Aggregates;
using Millrace.Actors.Windows;

namespace Millrace.Graphs.Pipelines;

/// <summary>What a window keeps for one key, estimated: enough to plan with, not to the byte.</summary>
/// <param name="Panes">The panes kept at a time; 0 when it keeps readings instead.</param>
/// <param name="BytesPerPane">The size of a pane, without sketches; of a reading when it keeps readings.</param>
/// <param name="SketchBytes">The most that sketches (percentiles, distinct counts) add to a pane when many different values have come.</param>
internal sealed record WindowMemory(long Panes, int BytesPerPane, int SketchBytes)
{
    private const int PaneOverhead = 16; // start and number of readings
    private const int SlotOverhead = 48; // key, timer, place in the ring

    public static WindowMemory Of(WindowDefinition window, AggregateFunctions functions)
    {
        var chain = AggregateChain.TypeOf(window.Aggregates, functions).Chain;
        var bytes = PaneOverhead + (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(chain).Invoke(null, null)!;
        var sketches = window.Aggregates.Sum(a => a.Function is "percentile" or "distinct" ? 16 * 1024 : 0);
        var arguments = window.Aggregates.Where(a => a.Argument is not null).Select(a => a.Argument!.Text).Distinct().Count();
        return window.Shape switch
        {
            TumblingWindow shape => new WindowMemory(1 + Ceiling(window.AllowedLateness, shape.Size), bytes, sketches),
            SlidingWindow shape => new WindowMemory(PerSlide(shape.Size, shape.Every) * Ceiling(shape.Size + window.AllowedLateness, shape.Every), bytes, sketches),
            CumulateWindow shape => new WindowMemory(Ceiling(shape.Size + window.AllowedLateness, shape.Every), bytes, sketches),
            LookbackWindow => new WindowMemory(0, PaneOverhead + 40 + (8 * arguments), sketches),
            _ => new WindowMemory(1, bytes, sketches),
        };
    }

    public override string ToString()
    {
        if (Panes == 0)
            return $"about {BytesPerPane} B for each reading within the span of a key";
        var panes = Panes == 1 ? "1 pane" : $"{Number(Panes)} panes";
        var sketch = SketchBytes == 0 ? "" : $", up to {Size(Panes * (BytesPerPane + SketchBytes))} once sketches are full";
        return $"about {Size(SlotOverhead + (Panes * BytesPerPane))} a key ({panes} of {BytesPerPane} B){sketch}";
    }

    private static long Ceiling(TimeSpan span, TimeSpan step) => (span.Ticks + step.Ticks - 1) / step.Ticks;

    private static int PerSlide(TimeSpan size, TimeSpan every) => size.Ticks % every.Ticks == 0 ? 1 : 2;

    private static string Size(long bytes) => bytes switch
    {
        < 10 * 1024 => $"{Number(bytes)} B",
        < 10 * 1024 * 1024 => $"{Number(bytes / 1024)} KiB",
        _ => $"{Number(bytes / 1024 / 1024)} MiB",
    };

    private static string Number(long number) => number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
