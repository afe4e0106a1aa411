using System.Numerics;

namespace Millrace.Actors.Kernel;

/// <summary>
/// The buckets of near times: a ring with a cell for each millisecond from <see cref="Base"/> on, and a bit for each cell that holds one.
/// Setting, finding the next and taking out cost no search and no memory; the price is a cell of eight bytes for each millisecond covered.
/// </summary>
internal sealed class TimerWheel
{
    /// <summary>The most cells, milliseconds: a minute and what readings out of order add to it.</summary>
    public const int MaxCells = 1 << 16;

    private TimerBucket?[] cells = new TimerBucket?[64];
    private ulong[] bits = new ulong[1];

    /// <summary>The first time covered: nothing in the wheel is earlier. Moves forward only.</summary>
    public long Base { get; private set; } = long.MinValue;

    /// <summary>How many milliseconds are covered; a power of two.</summary>
    public int Cells => cells.Length;

    public bool Covers(long time) => time >= Base && (ulong)(time - Base) < (ulong)cells.Length;

    /// <summary>The bucket of a time that is covered; null when there is none.</summary>
    public TimerBucket? Find(long time) => cells[CellOf(time)];

    /// <summary>Puts in a bucket whose time is covered and has none yet.</summary>
    public void Add(TimerBucket bucket)
    {
        var cell = CellOf(bucket.Time);
        cells[cell] = bucket;
        bits[cell >> 6] |= 1UL << cell;
    }

    public void Remove(long time)
    {
        var cell = CellOf(time);
        cells[cell] = null;
        bits[cell >> 6] &= ~(1UL << cell);
    }

    /// <summary>Moves the first time covered forward; nothing in the wheel may be earlier.</summary>
    public void MoveTo(long time) => Base = time;

    /// <summary>The earliest time that has a bucket; <see cref="long.MaxValue"/> when none has.</summary>
    public long Next()
    {
        var start = CellOf(Base);
        var word = start >> 6;
        var ahead = bits[word] & (ulong.MaxValue << start);
        if (ahead == 0)
        {
            // Round the ring, back to the cells of the first word that lie before the start: those are the latest.
            var further = bits.AsSpan(word + 1).IndexOfAnyExcept(0UL);
            word = further >= 0 ? word + 1 + further : bits.AsSpan(0, word + 1).IndexOfAnyExcept(0UL);
            if (word < 0)
                return long.MaxValue;
            ahead = bits[word];
        }

        return cells[(word << 6) + BitOperations.TrailingZeroCount(ahead)]!.Time;
    }

    /// <summary>Covers twice as much, up to <see cref="MaxCells"/>.</summary>
    public void Grow()
    {
        if (cells.Length == MaxCells)
            return;
        var before = cells;
        cells = new TimerBucket?[before.Length * 2];
        bits = new ulong[cells.Length / 64];
        foreach (var bucket in before)
        {
            if (bucket is not null)
                Add(bucket);
        }
    }

    private int CellOf(long time) => (int)time & (cells.Length - 1);
}
