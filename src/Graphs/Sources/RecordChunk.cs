namespace Millrace.Graphs.Sources;

/// <summary>
/// Raw records of one partition in the order of their offsets, side by side in one buffer: what a source hands to a decoder, and what is appended to a log.
/// Cleared and filled again. One thread at a time.
/// </summary>
public sealed class RecordChunk
{
    /// <summary>The key of a record that has none.</summary>
    public const int NoKey = -1;

    private int[] keyStarts = new int[256];
    private int[] keyLengths = new int[256];
    private int[] starts = new int[256];
    private int[] lengths = new int[256];
    private long[] offsets = new long[256];
    private long[] arrivals = new long[256];

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes in use of <see cref="Buffer"/>.</summary>
    public int Bytes { get; private set; }

    /// <summary>The bytes of keys and values, and whatever lies between them.</summary>
    public byte[] Buffer { get; private set; } = new byte[4096];

    /// <summary>The offset of each record.</summary>
    public ReadOnlySpan<long> Offsets => offsets.AsSpan(0, Count);

    /// <summary>When each record was appended to its log, milliseconds since the Unix epoch; never goes back within a partition.</summary>
    public ReadOnlySpan<long> Arrivals => arrivals.AsSpan(0, Count);

    /// <summary>Where each record's value starts in <see cref="Buffer"/>.</summary>
    public ReadOnlySpan<int> Starts => starts.AsSpan(0, Count);

    /// <summary>The length of each record's value.</summary>
    public ReadOnlySpan<int> Lengths => lengths.AsSpan(0, Count);

    /// <summary>Whether a record has a key; an empty key is one.</summary>
    public bool HasKey(int record) => keyLengths[record] != NoKey;

    /// <summary>The key of a record; empty when it has none.</summary>
    public ReadOnlySpan<byte> KeyOf(int record) => HasKey(record) ? Buffer.AsSpan(keyStarts[record], keyLengths[record]) : default;

    /// <summary>The value of a record.</summary>
    public ReadOnlySpan<byte> ValueOf(int record) => Buffer.AsSpan(starts[record], lengths[record]);

    /// <summary>Adds a record whose bytes are copied.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="key">Its key; an empty one is none.</param>
    /// <param name="offset">Its offset; without meaning in what is to be appended.</param>
    /// <param name="arrival">When it was appended; without meaning in what is to be appended.</param>
    public void Add(ReadOnlySpan<byte> value, ReadOnlySpan<byte> key = default, long offset = 0, long arrival = 0)
    {
        var start = Reserve(key.Length + value.Length);
        key.CopyTo(Buffer.AsSpan(start));
        value.CopyTo(Buffer.AsSpan(start + key.Length));
        Place(offset, arrival, start, key.IsEmpty ? NoKey : key.Length, start + key.Length, value.Length);
    }

    /// <summary>Makes room at the end of the bytes in use, to be filled by the caller, and counts it as used.</summary>
    /// <returns>Where the room starts in <see cref="Buffer"/>, which may be another array than before.</returns>
    public int Reserve(int length)
    {
        if (Bytes + length > Buffer.Length)
        {
            var larger = new byte[Math.Min(Array.MaxLength, Math.Max(Buffer.Length * 2L, Bytes + (long)length))];
            Buffer.AsSpan(0, Bytes).CopyTo(larger);
            Buffer = larger;
        }

        Bytes += length;
        return Bytes - length;
    }

    /// <summary>Adds a record whose bytes are in <see cref="Buffer"/> already.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="arrival">When it was appended, milliseconds since the Unix epoch.</param>
    /// <param name="keyStart">Where its key starts.</param>
    /// <param name="keyLength">The key's length, or <see cref="NoKey"/>.</param>
    /// <param name="start">Where its value starts.</param>
    /// <param name="length">The value's length.</param>
    public void Place(long offset, long arrival, int keyStart, int keyLength, int start, int length)
    {
        if (Count == starts.Length)
            Grow();
        offsets[Count] = offset;
        arrivals[Count] = arrival;
        keyStarts[Count] = keyStart;
        keyLengths[Count] = keyLength;
        starts[Count] = start;
        lengths[Count++] = length;
    }

    /// <summary>Forgets all records and keeps the memory.</summary>
    public void Clear() => Count = Bytes = 0;

    private void Grow()
    {
        var capacity = Count * 2;
        Array.Resize(ref keyStarts, capacity);
        Array.Resize(ref keyLengths, capacity);
        Array.Resize(ref starts, capacity);
        Array.Resize(ref lengths, capacity);
        Array.Resize(ref offsets, capacity);
        Array.Resize(ref arrivals, capacity);
    }
}
