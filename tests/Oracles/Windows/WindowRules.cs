using Millrace.Actors.Windows;

namespace Millrace.Oracles.Windows;

/// <summary>What the oracle is to compute. All times in milliseconds.</summary>
/// <param name="Shape">Which windows a reading falls into.</param>
/// <param name="Aggregate">The values of a window's readings, which are given in the order of arrival, with the window's start and end.</param>
public sealed record WindowRules(WindowShape Shape, Func<IReadOnlyList<WindowInput.Reading>, long, long, double[]> Aggregate)
{
    /// <summary>How long after its end a window still takes readings.</summary>
    public long AllowedLateness { get; init; }

    /// <summary>When there are provisional results; null for none.</summary>
    public EarlyResults? Early { get; init; }

    /// <summary>Which results are put out; null for all.</summary>
    public Predicate<double[]>? Having { get; init; }

    /// <summary>How far behind the highest time a reading may come; null when only control records move the watermark.</summary>
    public long? MaxOutOfOrderness { get; init; } = 0;

    /// <summary>Whether each key has a watermark of its own.</summary>
    public bool WatermarkPerKey { get; init; }

    /// <summary>How many partitions the records come from: the watermark is the least of theirs.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Whether everything fires at the end of the input.</summary>
    public bool Flush { get; init; } = true;

    /// <summary>A mistake that the oracle makes on purpose, to show that a comparison finds it.</summary>
    public PlantedBug Bug { get; init; }
}
