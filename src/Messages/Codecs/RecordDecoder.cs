using System.Text;
using System.Text.Unicode;

namespace Millrace.Messages.Codecs;

/// <summary>
/// Turns the bytes of one partition into rows of batches: one row a record, in order, rejected records included; blank lines are counted and skipped.
/// Only the fields of the schema are decoded. Allocates nothing per reading once the shape of the records is known. One thread at a time.
/// </summary>
public abstract class RecordDecoder
{
    /// <summary>How much of an overlong record is kept as its raw bytes.</summary>
    public const int KeptOfOverlong = 64 * 1024;

    private const int LongestText = 0xFF_FFFF; // of the symbol table
    private readonly SymbolTable symbols;
    private readonly Field? messageKeyField;
    private int messageKey;
    private bool skipping; // within an overlong line that has been rejected already

    private protected RecordDecoder(SourceFormat format, ReadingSchema schema, SymbolTable symbols)
    {
        Format = format;
        Schema = schema;
        this.symbols = symbols;
        Times = new EventTimeParser(format.TimeZone);
        messageKeyField = format.KeyField is null ? schema.Find(SourceFormat.MessageKey) : null;
        SourceKey = format.KeyField is { } name ? schema.Find(name) : messageKeyField;
        if (format.KeyField is not null && SourceKey is not { Type: FieldType.Text })
            throw new ArgumentException($"The key field \"{format.KeyField}\" is no text field of the schema.", nameof(schema));
    }

    /// <summary>The number of the line that comes next, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The event time of the next record when the format names no time field: the message's timestamp. Null: there is none, and the record is rejected.</summary>
    public EventTime? RecordTime { get; set; }

    /// <summary>Why nothing of this input can be read (its header lacks the time or key column), or null. Nothing more comes out then.</summary>
    public string? Refusal { get; private protected set; }

    private protected SourceFormat Format { get; }

    private protected ReadingSchema Schema { get; }

    /// <summary>The field that must not be missing, when the schema has one.</summary>
    private protected Field? SourceKey { get; }

    private protected EventTimeParser Times { get; }

    /// <summary>The batch that is being filled.</summary>
    private protected ReadingBatch Batch { get; set; } = null!;

    /// <summary>What came of the last record: its time, or null when the record holds none.</summary>
    private protected long? Time { get; set; }

    private protected long? Watermark { get; set; }

    private protected string? Failure { get; set; }

    /// <summary>What follows has this message key (in a file: the file's name). Empty is no key. Without effect when the format names a key field.</summary>
    public void SetMessageKey(ReadOnlySpan<byte> key) => messageKey = key.IsEmpty || messageKeyField is null ? SymbolTable.Missing : symbols.Intern(key);

    /// <summary>
    /// Decodes the records in <paramref name="buffer"/> from <paramref name="start"/> to <paramref name="end"/> into the batch, which from then on refers to the buffer, until the batch is full or
    /// only an incomplete record is left. Records that cannot be read become rows of kind <see cref="RowKind.Rejected"/>; offsets are line numbers.
    /// </summary>
    /// <param name="buffer">Must stay as it is until the batch is cleared.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="end">The byte after the last.</param>
    /// <param name="final">Whether the input ends here, so that the last record need not end in a line break.</param>
    /// <param name="batch">The batch to fill; not full.</param>
    /// <returns>The byte after the last one used. When it is <paramref name="start"/> and the batch is not full, more bytes are needed: at most
    /// <see cref="SourceFormat.MaxRecordBytes"/> + 2 in all.</returns>
    public int Decode(byte[] buffer, int start, int end, bool final, ReadingBatch batch)
    {
        var ascii = Begin(buffer, start, end, batch);
        while (!batch.IsFull && start < end && Refusal is null)
        {
            var rest = buffer.AsSpan(start, end - start);
            if (skipping)
            {
                var lineEnd = rest.IndexOf((byte)'\n');
                if (lineEnd < 0)
                    return end;
                skipping = false;
                Line++;
                start += lineEnd + 1;
                continue;
            }

            var length = FindRecord(rest, out var lines, out var firstLine);
            if (length < 0)
            {
                if (!final && rest.Length <= Format.MaxRecordBytes + 1)
                    return start;
                if (firstLine > 0)
                {
                    Reject(start, TrimLineEnd(rest[..firstLine]), "a quote opens a cell and is never closed");
                    start += firstLine;
                    Line++;
                    continue;
                }

                if (rest.Length > Format.MaxRecordBytes)
                {
                    RejectOverlong(start, rest);
                    skipping = true;
                    return end;
                }

                length = rest.Length;
            }

            var torn = length == rest.Length && rest[^1] != '\n';
            var record = TrimLineEnd(rest[..length]);
            if (record > Format.MaxRecordBytes)
                RejectOverlong(start, rest);
            else
                Take(start, rest[..record], torn, ascii);
            start += length;
            Line += lines;
        }

        return Refusal is null ? start : end;
    }

    /// <summary>Decodes one message, which adds one row to the batch; without a message (no bytes) it is a rejected one.</summary>
    /// <param name="buffer">Must be the same for all rows of a batch, and stay as it is until the batch is cleared.</param>
    /// <param name="start">The message's first byte.</param>
    /// <param name="length">Its length.</param>
    /// <param name="offset">Its offset in the partition.</param>
    /// <param name="batch">The batch; not full.</param>
    public void DecodeMessage(byte[] buffer, int start, int length, long offset, ReadingBatch batch)
    {
        // References are written only when they change: the collector's barriers cost as much as a field.
        if (Batch != batch)
            Batch = batch;
        if (batch.Raw != buffer)
            batch.Raw = buffer;
        if (batch.Format != RowFormat)
            batch.Format = RowFormat;
        ClearRow(batch.Count);
        var message = buffer.AsSpan(start, length);
        OnBlock(message);
        var line = Line;
        Line = offset;
        if (length > Format.MaxRecordBytes)
            RejectOverlong(start, message);
        else if (IsBlank(message))
            Reject(start, 0, "the message is empty");
        else
            Take(start, message, torn: false, Ascii.IsValid(message));
        Line = line;
    }

    /// <summary>How rows become JSON.</summary>
    private protected abstract RecordFormat RowFormat { get; }

    /// <summary>Whether the next record is a header.</summary>
    private protected virtual bool AwaitsHeader => false;

    /// <summary>Looks over bytes before their records are decoded.</summary>
    private protected virtual void OnBlock(ReadOnlySpan<byte> block)
    {
    }

    /// <summary>The length of the first record with its line break; -1 when it does not end here: then, if it spans lines because of a quote, the length of the first.</summary>
    private protected abstract int FindRecord(ReadOnlySpan<byte> rest, out int lines, out int firstLine);

    /// <summary>Decodes a record into the row at the end of the batch: sets <see cref="Time"/>, <see cref="Watermark"/>, or <see cref="Failure"/>. False when it is no row at all.</summary>
    private protected abstract bool TryDecode(ReadOnlySpan<byte> record, int row, bool torn);

    /// <summary>Puts a text in a column.</summary>
    private protected bool TrySetText(Field field, int row, ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestText)
            return false;
        Batch.Symbols[field.Column][row] = text.IsEmpty && field == SourceKey ? SymbolTable.Missing : symbols.Intern(text);
        return true;
    }

    private bool Begin(byte[] buffer, int start, int end, ReadingBatch batch)
    {
        Batch = batch;
        batch.Raw = buffer;
        batch.Format = RowFormat;
        foreach (var column in batch.Numbers)
            column.AsSpan(batch.Count).Fill(double.NaN);
        foreach (var column in batch.Symbols)
            column.AsSpan(batch.Count).Clear();
        var block = buffer.AsSpan(start, end - start);
        OnBlock(block);
        return Ascii.IsValid(block);
    }

    private void Take(int start, ReadOnlySpan<byte> record, bool torn, bool ascii)
    {
        var leading = 0;
        while (leading < record.Length && record[leading] is (byte)' ' or (byte)'\t' or (byte)'\r')
            leading++;
        if (leading == record.Length)
            return;
        var row = Batch.Count;
        if (!ascii && !Utf8.IsValid(record))
        {
            if (AwaitsHeader)
            {
                Refusal = "its header is not valid UTF-8";
                return;
            }

            Reject(start, record.Length, $"column {FirstInvalid(record) + 1}: not valid UTF-8");
            return;
        }

        Time = Watermark = null;
        Failure = null;
        if (messageKeyField is not null)
            Batch.Symbols[messageKeyField.Column][row] = messageKey;
        if (!TryDecode(record, row, torn))
            return;
        if (Failure is null && Watermark is null)
            Check(row);
        if (Failure is not null)
        {
            ClearRow(row);
            Reject(start, record.Length, Failure);
            return;
        }

        Add(Watermark is null ? RowKind.Reading : RowKind.Watermark, Watermark ?? Time!.Value, start, record.Length);
    }

    private void Check(int row)
    {
        if (Format.TimeField is null)
            Time = RecordTime?.Milliseconds;
        if (Time is null)
        {
            Failure = Format.TimeField is null
                ? "no time: the source names no time field, and the record has no timestamp of its own"
                : $"no time: field \"{Format.TimeField}\" is missing";
        }
        else if (SourceKey is not null && Batch.Symbols[SourceKey.Column][row] == SymbolTable.Missing)
        {
            Failure = messageKeyField is not null ? "no key: the message has none" : $"no key: field \"{SourceKey.Name}\" is missing or empty";
        }
    }

    private void RejectOverlong(int start, ReadOnlySpan<byte> record) =>
        Reject(start, Math.Min(record.Length, KeptOfOverlong), $"the record is longer than {Format.MaxRecordBytes} bytes");

    private void Reject(int start, int length, string reason)
    {
        Batch.Rejections[Batch.Count] = reason;
        Add(RowKind.Rejected, 0, start, Math.Min(length, KeptOfOverlong));
    }

    private void Add(RowKind kind, long time, int start, int length)
    {
        var batch = Batch;
        var row = batch.Count;
        batch.Kinds[row] = kind;
        batch.Times[row] = time;
        batch.Offsets[row] = Line;
        batch.RawStarts[row] = start;
        batch.RawLengths[row] = length;
        batch.Count = row + 1;
    }

    private void ClearRow(int row)
    {
        foreach (var column in Batch.Numbers)
            column[row] = double.NaN;
        foreach (var column in Batch.Symbols)
            column[row] = SymbolTable.Missing;
    }

    private static bool IsBlank(ReadOnlySpan<byte> message) => (message.IsEmpty || message[0] <= ' ') && message.Trim(" \t\r\n"u8).IsEmpty;

    /// <summary>The length of a line without its line break.</summary>
    private static int TrimLineEnd(ReadOnlySpan<byte> line)
    {
        var length = line.Length;
        if (length > 0 && line[length - 1] == '\n')
            length--;
        if (length > 0 && line[length - 1] == '\r')
            length--;
        return length;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && Rune.DecodeFromUtf8(text[at..], out _, out var used) == System.Buffers.OperationStatus.Done)
            at += used;
        return at;
    }
}
