using System.Globalization;
using Millrace.Graphs.Sources;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Ingest;

/// <summary>What one thread needs to read bodies: a decoder, a batch, and a chunk of records for each partition. Used again and again.</summary>
internal sealed class IngestWorker
{
    private const int MostSymbols = 256 * 1024; // about 16 MiB of distinct texts: then the worker is thrown away, so that memory stays bounded
    private const int MostKept = 4 * 1024 * 1024; // bytes of a buffer
    private readonly ReadingIngest ingest;
    private readonly SymbolTable symbols = new();
    private readonly RecordDecoder decoder;
    private readonly ReadingBatch batch;
    private readonly RecordChunk[] chunks;
    private byte[] lines = [];
    private int[] partitionOfSymbol = []; // plus one; 0: not known yet
    private byte[] messageKey = [];
    private bool isArray;
    private long firstLine;

    public IngestWorker(ReadingIngest ingest)
    {
        this.ingest = ingest;
        decoder = ingest.Format.CreateDecoder(ingest.Schema, symbols);
        decoder.RecordTime = new EventTime(0); // for pipelines that take the time of arrival
        batch = new ReadingBatch(ingest.Schema, symbols);
        chunks = new RecordChunk[ingest.Partitions];
        for (var i = 0; i < chunks.Length; i++)
            chunks[i] = new RecordChunk();
    }

    public int Good { get; private set; }

    public int Bad { get; private set; }

    public bool IsRefused { get; private set; }

    public List<IngestError>? Errors { get; private set; }

    /// <summary>Whether it is worth keeping.</summary>
    public bool IsFit => symbols.Count < MostSymbols && lines.Length <= MostKept && chunks.Sum(chunk => (long)chunk.Buffer.Length) <= 2L * MostKept;

    /// <summary>The chunks that have records.</summary>
    public IReadOnlyList<(int Partition, RecordChunk Records)> Filled()
    {
        var filled = new List<(int, RecordChunk)>();
        for (var i = 0; i < chunks.Length; i++)
        {
            if (chunks[i].Count > 0)
                filled.Add((i, chunks[i]));
        }

        return filled;
    }

    public void Read(ReadOnlySpan<byte> body, OnBadReading mode, ReadOnlySpan<byte> key)
    {
        foreach (var chunk in chunks)
            chunk.Clear();
        Good = Bad = 0;
        Errors = null;
        IsRefused = false;
        messageKey = ingest.NeedsKey ? key.ToArray() : [];
        decoder.SetMessageKey(messageKey);
        if (lines.Length < body.Length)
            lines = new byte[Math.Max(body.Length, 64 * 1024)];
        body.CopyTo(lines);

        var start = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        var first = body[start..].IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0)
        {
            Refuse(body, 0, "the body is empty: send one JSON object a line, or a JSON array of objects");
            return;
        }

        var end = body.Length;
        isArray = body[start + first] == '[';
        if (isArray)
        {
            start += first;
            end = start + ArrayBody.ToLines(lines.AsSpan(start, body.Length - start), out var problem);
            if (problem is not null)
            {
                Refuse(body, end, problem);
                return;
            }
        }

        Decode(body, start, end);
        IsRefused = Bad > 0 && mode == OnBadReading.Refuse;
    }

    private void Decode(ReadOnlySpan<byte> body, int at, int end)
    {
        firstLine = decoder.Line;
        while (at < end)
        {
            batch.Clear();
            at = decoder.Decode(lines, at, end, final: true, batch);
            for (var row = 0; row < batch.Count; row++)
                Take(body, row);
        }
    }

    private void Take(ReadOnlySpan<byte> body, int row)
    {
        var kind = batch.Kinds[row];
        if (kind == RowKind.Rejected)
        {
            Reject(body, row, batch.Rejections[row]);
            return;
        }

        var record = batch.RawOf(row).Trim(" \t\r"u8);
        if (record.Length > ingest.Limits.RecordBytes)
        {
            Reject(body, row, $"the reading has {record.Length} bytes; at most {ingest.Limits.RecordBytes} are allowed");
            return;
        }

        Good++;
        if (kind == RowKind.Reading)
        {
            chunks[chunks.Length == 1 ? 0 : PartitionOf(row)].Add(record, messageKey);
            return;
        }

        foreach (var chunk in chunks)
            chunk.Add(record, messageKey);
    }

    private int PartitionOf(int row)
    {
        var field = ingest.PartitionField;
        if (field.Type != FieldType.Text)
        {
            var number = batch.Numbers[field.Column][row];
            var text = double.IsNaN(number) ? "" : field.Type == FieldType.Boolean ? (number == 0 ? "false" : "true") : number.ToString("R", CultureInfo.InvariantCulture);
            return KeyHash.PartitionOf(System.Text.Encoding.UTF8.GetBytes(text), chunks.Length);
        }

        var symbol = batch.Symbols[field.Column][row];
        if (symbol >= partitionOfSymbol.Length)
            Array.Resize(ref partitionOfSymbol, Math.Max(symbols.Count, partitionOfSymbol.Length * 2));
        ref var known = ref partitionOfSymbol[symbol];
        if (known == 0)
            known = 1 + KeyHash.PartitionOf(symbol == SymbolTable.Missing ? default : symbols.Utf8(symbol), chunks.Length);
        return known - 1;
    }

    private void Refuse(ReadOnlySpan<byte> body, int at, string problem)
    {
        IsRefused = true;
        Bad = 1;
        var (line, column) = PlaceOf(body, at);
        Errors = [new IngestError(line, body.IsEmpty ? null : column, null, problem)];
    }

    private void Reject(ReadOnlySpan<byte> body, int row, string failure)
    {
        Bad++;
        Errors ??= [];
        if (Errors.Count >= ingest.Limits.Errors)
            return;
        var (column, reason) = Split(failure);
        var number = (int)(batch.Offsets[row] - firstLine) + 1;
        if (!isArray)
        {
            Errors.Add(new IngestError(number, column, null, reason));
            return;
        }

        var start = batch.RawStarts[row];
        var at = column is { } known ? start + known - 1 : start + Math.Max(0, lines.AsSpan(start, batch.RawLengths[row]).IndexOfAnyExcept(" \t"u8));
        var (line, columnInBody) = PlaceOf(body, at);
        Errors.Add(new IngestError(line, columnInBody, number, reason));
    }

    /// <summary>The decoder's <c>column N: reason</c>, apart.</summary>
    private static (int? Column, string Reason) Split(string failure)
    {
        const string label = "column ";
        var at = failure.IndexOf(label, StringComparison.Ordinal);
        var colon = at < 0 ? -1 : failure.IndexOf(": ", at, StringComparison.Ordinal);
        return colon > 0 && int.TryParse(failure.AsSpan(at + label.Length, colon - at - label.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var column)
            ? (column, failure[..at] + failure[(colon + 2)..])
            : (null, failure);
    }

    private static (int Line, int Column) PlaceOf(ReadOnlySpan<byte> body, int at)
    {
        var before = body[..Math.Min(at, body.Length)];
        return (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }
}
