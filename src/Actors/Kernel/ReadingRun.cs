using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>Consecutive rows of one batch as a table sees them: its actors, the clock and its conditions, all as columns indexed by row. Valid during the call.</summary>
public sealed class ReadingRun
{
    /// <summary>The slot of a reading that lacks the table's key field.</summary>
    public const int NoKey = -1;

    /// <summary>The slot of a row that is no reading.</summary>
    public const int NoReading = -2;

    private readonly SharedRows shared;

    internal ReadingRun(int conditions, int projections, SharedRows shared)
    {
        this.shared = shared;
        Conditions = new bool[conditions][];
        Numbers = new double[projections][];
    }

    /// <summary>The batch.</summary>
    public ReadingBatch Batch { get; internal set; } = null!;

    /// <summary>The first row.</summary>
    public int From { get; internal set; }

    /// <summary>The row after the last.</summary>
    public int To { get; internal set; }

    /// <summary>The actor of each row, as a slot: dense numbers from 0 in the order of the keys' first appearance; or <see cref="NoKey"/> or <see cref="NoReading"/>.</summary>
    public int[] Slots { get; internal set; } = [];

    /// <summary>The watermark that each row met: of its key under per-key clocks, else of the shard.</summary>
    public long[] WatermarkBefore { get; internal set; } = [];

    /// <summary>The watermark that each row left behind.</summary>
    public long[] WatermarkAfter { get; internal set; } = [];

    /// <summary>What came of the table's conditions, in the order of <see cref="ActorTable.Conditions"/>, then by row.</summary>
    public bool[][] Conditions { get; }

    /// <summary>The values of the table's projections, in the order of <see cref="ActorTable.Projections"/>, then by row.</summary>
    public double[][] Numbers { get; }

    /// <summary>The first row from one on, before <paramref name="to"/>, whose time lies at or before the watermark that it met; <paramref name="to"/> when there is none.</summary>
    public int NextLate(int from, int to)
    {
        var late = Math.Max(from, shared.FirstLate(this));
        return to <= late ? to : SharedRows.NextLate(Batch.Times, WatermarkBefore, late, to);
    }

    /// <summary>A copy of a row's record as a JSON object, for keeping: one, however many tables keep it.</summary>
    public ReadOnlyMemory<byte> KeepJson(int row) => shared.JsonOf(Batch, row);

    /// <summary>Copies of a row's values in all columns, for keeping: one of each, however many tables keep them, so they must not be changed.</summary>
    public (double[] Numbers, int[] Symbols) KeepFields(int row) => shared.FieldsOf(Batch, row);
}
