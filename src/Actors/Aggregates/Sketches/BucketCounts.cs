using Millrace.Actors.Kernel;

namespace Millrace.Actors.Aggregates.Sketches;

/// <summary>
/// How many values each bucket holds, from the lowest bucket in use to the highest. When they lie further apart than <see cref="Limit"/>, the lowest
/// are counted together; which ones depends on the highest bucket alone, not on the order of the values.
/// </summary>
internal sealed class BucketCounts
{
    /// <summary>The most buckets that are kept: 16 KiB.</summary>
    public const int Limit = 2048;

    private long[] counts = [];
    private int first; // bucket of counts[0]
    private int low = int.MaxValue;
    private int high = int.MinValue;

    public long Total { get; private set; }

    public void Add(int index, long count)
    {
        if (index > high || index < low)
            index = MakeRoom(index);
        counts[index - first] += count;
        Total += count;
    }

    public void Merge(BucketCounts other)
    {
        if (other.Total == 0)
            return;
        Add(other.high, 0); // first, so that nothing is counted in a bucket which is then given up
        for (var index = other.low; index <= other.high; index++)
        {
            var count = other.counts[index - other.first];
            if (count > 0)
                Add(index, count);
        }
    }

    /// <summary>The bucket of the value at a position in ascending order, counted from 1.</summary>
    public int IndexAt(long rank)
    {
        var index = low;
        for (var reached = counts[index - first]; reached < rank; reached += counts[index - first])
            index++;
        return index;
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Integer(Total);
        if (Total == 0)
            return;
        writer.Integer(low);
        writer.Count(high - low + 1);
        for (var index = low; index <= high; index++)
            writer.Integer(counts[index - first]);
    }

    public void Restore(ref StateReader reader)
    {
        if (reader.Integer() == 0)
            return;
        var lowest = (int)reader.Integer();
        var length = reader.Count();
        if (length is 0 or > Limit)
            throw new InvalidDataException($"The state holds {length} buckets where 1 to {Limit} were expected.");
        Add(lowest + length - 1, 0);
        for (var index = lowest; index < lowest + length; index++)
            Add(index, reader.Integer());
    }

    /// <summary>Extends the range to a bucket; gives the bucket that counts in its stead when it lies too far below.</summary>
    private int MakeRoom(int index)
    {
        var newHigh = Math.Max(high, index);
        var floor = newHigh - Limit + 1;
        index = Math.Max(index, floor);
        var newLow = low == int.MaxValue ? index : Math.Max(Math.Min(low, index), floor);
        if (newLow < first || newHigh >= first + counts.Length)
            Move(newLow, newHigh);
        low = newLow;
        high = newHigh;
        return index;
    }

    private void Move(int newLow, int newHigh)
    {
        var length = Math.Min(Limit, Math.Max(newHigh - newLow + 1, counts.Length));
        if (length > counts.Length)
            length = Math.Min(Limit, Math.Max(length + (length / 4), 8));
        var moved = new long[length];
        var newFirst = newLow < low ? newHigh - length + 1 : newLow; // the room to spare is left on the side that grew
        for (var index = low; Total > 0 && index <= high; index++)
            moved[Math.Max(index, newLow) - newFirst] += counts[index - first];
        counts = moved;
        first = newFirst;
    }
}
