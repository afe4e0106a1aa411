using System.Runtime.InteropServices;

namespace Millrace.Messages;

/// <summary>
/// Records of one partition in the order of their offsets, decoded into columns: one row a record, one column a field that the pipeline uses.
/// Filled by a decoder, read by one shard, then cleared and filled again; whoever wants a value for longer copies it.
/// </summary>
public sealed class ReadingBatch
{
    private int? sourcePartition;

    /// <summary>An empty batch with room for <paramref name="capacity"/> rows.</summary>
    public ReadingBatch(ReadingSchema schema, SymbolTable symbolTable, int capacity = 4096)
    {
        Schema = schema;
        SymbolTable = symbolTable;
        Capacity = capacity;
        Kinds = new RowKind[capacity];
        Times = new long[capacity];
        Offsets = new long[capacity];
        Arrivals = new long[capacity];
        RawStarts = new int[capacity];
        RawLengths = new int[capacity];
        Numbers = CreateColumns<double>(schema.NumberColumns, capacity);
        Symbols = CreateColumns<int>(schema.SymbolColumns, capacity);
    }

    /// <summary>The fields and their columns.</summary>
    public ReadingSchema Schema { get; }

    /// <summary>What the symbols of this batch stand for.</summary>
    public SymbolTable SymbolTable { get; }

    /// <summary>The most rows the batch can hold.</summary>
    public int Capacity { get; }

    /// <summary>The rows filled.</summary>
    public int Count { get; set; }

    /// <summary>Which of the partitions that feed the shard the records come from, from 0.</summary>
    public int Partition { get; set; }

    /// <summary>The number that the partition has in its topic, for those who look a record up; <see cref="Partition"/> unless it was set.</summary>
    public int SourcePartition { get => sourcePartition ?? Partition; set => sourcePartition = value; }

    /// <summary>What each row is.</summary>
    public RowKind[] Kinds { get; }

    /// <summary>Event time of each row, milliseconds since the Unix epoch.</summary>
    public long[] Times { get; }

    /// <summary>The watermark of the partition after each row, where the rows carry it, as in a re-partition log; null (the default) where it follows from their times.</summary>
    public long[]? Watermarks { get; set; }

    /// <summary>Offset of each row's record: in a file its line number, from 1.</summary>
    public long[] Offsets { get; }

    /// <summary>
    /// When each row's record was appended to its log: wall-clock time, milliseconds since the Unix epoch, never going back within a partition; 0 when it is not known, and then the
    /// wall clock stands still. Whoever fills rows sets it for each: it is not cleared.
    /// </summary>
    public long[] Arrivals { get; }

    /// <summary>The number and boolean columns, by <see cref="Field.Column"/>, then by row. Missing is NaN.</summary>
    public double[][] Numbers { get; }

    /// <summary>The text columns, by <see cref="Field.Column"/>, then by row. Missing is <see cref="SymbolTable.Missing"/>.</summary>
    public int[][] Symbols { get; }

    /// <summary>The bytes that the records were read from; may be shared with the source's buffer until the batch is cleared.</summary>
    public byte[] Raw { get; set; } = [];

    /// <summary>Where each row's record starts in <see cref="Raw"/>.</summary>
    public int[] RawStarts { get; }

    /// <summary>The length of each row's record in <see cref="Raw"/>.</summary>
    public int[] RawLengths { get; }

    /// <summary>How a raw record becomes the JSON object that results show.</summary>
    public RecordFormat Format { get; set; } = RecordFormat.Json;

    /// <summary>Why the rows of kind <see cref="RowKind.Rejected"/> could not be read, by row.</summary>
    public Dictionary<int, string> Rejections { get; } = [];

    /// <summary>Whether another row fits.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>The bytes of a row's record.</summary>
    public ReadOnlySpan<byte> RawOf(int row) => Raw.AsSpan(RawStarts[row], RawLengths[row]);

    /// <summary>A row's record as a JSON object of its own memory, whatever format it came in.</summary>
    public byte[] JsonOf(int row) => Format.ToJson(RawOf(row));

    /// <summary>Whether all rows from <paramref name="from"/> up to <paramref name="to"/> (exclusive) are readings.</summary>
    public bool OnlyReadings(int from, int to) =>
        !MemoryMarshal.AsBytes(Kinds.AsSpan(from, to - from)).ContainsAnyExcept((byte)RowKind.Reading);

    /// <summary>Adds a row that moves the watermark and has no record.</summary>
    public void AddWatermark(long time, long offset)
    {
        var row = Count++;
        Kinds[row] = RowKind.Watermark;
        Times[row] = time;
        Offsets[row] = offset;
        RawStarts[row] = RawLengths[row] = 0;
        foreach (var column in Numbers)
            column[row] = double.NaN;
        foreach (var column in Symbols)
            column[row] = SymbolTable.Missing;
    }

    /// <summary>Makes the batch empty, to be filled again.</summary>
    public void Clear()
    {
        Count = 0;
        Rejections.Clear();
    }

    private static T[][] CreateColumns<T>(int count, int capacity)
    {
        var columns = new T[count][];
        for (var i = 0; i < count; i++)
            columns[i] = new T[capacity];
        return columns;
    }
}
