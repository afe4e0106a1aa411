using System.Text;

namespace Millrace.Messages.Codecs;

/// <summary>
/// Reads CSV (RFC 4180 with any delimiter) under a header row. Cells may stand in quotes, with delimiters, doubled quotes and line breaks inside. A row with fewer cells than
/// the header has missing values, except the last one of an input without a line break at its end: that one was cut off and is rejected. Cells beyond the header must be empty.
/// Missing is: an empty cell; in number and boolean columns also <c>NaN</c>, <c>null</c> and <c>NA</c>. Numbers must be finite, blanks around them do not matter; booleans are <c>true</c>,
/// <c>false</c>, <c>1</c> and <c>0</c>; times are ISO-8601 or a number of milliseconds. Text is taken as it stands. Of columns of one name the last counts; a column without a name is <c>columnN</c>.
/// A header without the time or key column refuses the input. A line <c>{"$watermark": TIME}</c> is a control record. A quote that is never closed costs its line only.
/// </summary>
public sealed class CsvDecoder : RecordDecoder
{
    private struct Target
    {
        public Field? Field;
        public bool IsTime;
    }

    private readonly JsonDecoder control;
    private CsvHeader? header;
    private CsvRecordFormat? rowFormat;
    private Target[] targets = []; // by column, up to the last that is used
    private byte[] scratch = [];
    private bool quotes;

    internal CsvDecoder(SourceFormat format, ReadingSchema schema, SymbolTable symbols)
        : base(format, schema, symbols)
    {
        if (format.Delimiter is { } delimiter && (delimiter is > '\x7F' or '"' or '\n' or '\r'))
            throw new ArgumentException("A delimiter is one ASCII character, neither a quote nor a line break.", nameof(format));
        control = new JsonDecoder(format, schema, symbols);
        if (!format.Header.IsDefaultOrEmpty)
            Use(new CsvHeader(format.Header, (byte)(format.Delimiter ?? ',')));
    }

    private protected override RecordFormat RowFormat => rowFormat ?? RecordFormat.Json;

    private protected override bool AwaitsHeader => header is null;

    private protected override void OnBlock(ReadOnlySpan<byte> block) => quotes = block.Contains((byte)'"');

    private protected override int FindRecord(ReadOnlySpan<byte> rest, out int lines, out int firstLine)
    {
        lines = 1;
        firstLine = 0;
        var end = rest.IndexOf((byte)'\n');
        if (end < 0 || !quotes || IsControl(rest) || !rest[..end].Contains((byte)'"'))
            return end < 0 ? -1 : end + 1;
        firstLine = end + 1;
        var delimiter = header?.Delimiter ?? (byte)(Format.Delimiter ?? '\0');
        var at = 0;
        while (true)
        {
            // At the start of a cell.
            if (at < rest.Length && rest[at] == '"')
            {
                var close = CsvCells.CloseQuote(rest, at, out _);
                if (close < 0)
                    return -1;
                lines += rest[at..close].Count((byte)'\n');
                at = close;
            }

            var stop = header is null && Format.Delimiter is null
                ? rest[at..].IndexOfAny(",;\t|\n"u8)
                : rest[at..].IndexOfAny(delimiter, (byte)'\n');
            if (stop < 0)
                return -1;
            at += stop + 1;
            if (rest[at - 1] == '\n')
                return at;
        }
    }

    private protected override bool TryDecode(ReadOnlySpan<byte> record, int row, bool torn)
    {
        if (header is null)
        {
            Use(CsvHeader.Read(record, Format.Delimiter));
            Batch.Format = RowFormat;
            return false;
        }

        if (IsControl(record))
        {
            var (watermark, failure) = control.DecodeControl(record, row, torn, Batch);
            Watermark = watermark;
            Failure = failure;
            return true;
        }

        var count = quotes && record.Contains((byte)'"') ? DecodeQuoted(record, row) : DecodePlain(record, row);
        if (Failure is not null)
        {
            if (torn)
                Failure = "the input ends in the middle of this record; " + Failure;
            return true;
        }

        if (torn && count < header.Names.Length)
            Failure = $"the input ends in the middle of this record: it has {count} cells, the header {header.Names.Length}";
        else if (count > header.Names.Length && !OnlyEmptyBeyond(record))
            Failure = $"the record has {count} cells, the header {header.Names.Length}";
        return true;
    }

    private static bool IsControl(ReadOnlySpan<byte> record) => record.StartsWith("{\"$watermark\""u8);

    /// <summary>A record without any quote: cells are found sixteen bytes and more a step, those behind the last used column are only counted.</summary>
    private int DecodePlain(ReadOnlySpan<byte> record, int row)
    {
        var delimiter = header!.Delimiter;
        var start = 0;
        for (var column = 0; column < targets.Length; column++)
        {
            var length = record[start..].IndexOf(delimiter);
            if (targets[column].Field is not null || targets[column].IsTime)
                Assign(targets[column], column, start, length < 0 ? record[start..] : record.Slice(start, length), row);
            if (length < 0)
                return column + 1;
            start += length + 1;
        }

        return targets.Length + 1 + record[start..].Count(delimiter);
    }

    private int DecodeQuoted(ReadOnlySpan<byte> record, int row)
    {
        var cells = new CsvCells(record, header!.Delimiter, scratch);
        var count = 0;
        while (cells.MoveNext())
        {
            if (cells.Problem is not null)
            {
                Failure = $"column {cells.Start + 1}: {cells.Problem}";
                break;
            }

            if (count < targets.Length && (targets[count].Field is not null || targets[count].IsTime))
                Assign(targets[count], count, cells.Start, cells.Cell, row);
            count++;
        }

        scratch = cells.Scratch;
        return count;
    }

    private bool OnlyEmptyBeyond(ReadOnlySpan<byte> record)
    {
        var cells = new CsvCells(record, header!.Delimiter, []);
        for (var count = 0; cells.MoveNext(); count++)
        {
            if (count >= header.Names.Length && !cells.Cell.Trim(" \t"u8).IsEmpty)
                return false;
        }

        return true;
    }

    private void Assign(Target target, int column, int start, ReadOnlySpan<byte> cell, int row)
    {
        if (Failure is not null)
            return;
        if (target.IsTime)
            AssignTime(column, start, cell.Trim(" \t"u8));
        if (target.Field is not { } field || cell.IsEmpty)
            return;
        if (field.Type == FieldType.Text)
        {
            if (!TrySetText(field, row, cell))
                Fail(column, start, cell, "a text of less than 16 MiB");
            return;
        }

        var text = cell.Trim(" \t"u8);
        double value;
        var known = field.Type == FieldType.Number ? NumberText.TryRead(text, out value) : TryReadBoolean(text, out value);
        if (known && double.IsFinite(value))
            Batch.Numbers[field.Column][row] = value;
        else if (known || !IsMissing(text))
            Fail(column, start, cell, field.Type == FieldType.Boolean ? "true or false" : known ? "a finite number" : "a number");
    }

    private void AssignTime(int column, int start, ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
            return;
        if (Times.TryParse(cell, out var time) || (NumberText.TryRead(cell, out var number) && EventTimeParser.TryFromEpoch(number, out time)))
            Time = time.Milliseconds;
        else
            Fail(column, start, cell, "a time (ISO-8601 or milliseconds since 1970) within the years 1 to 9999");
    }

    private static bool TryReadBoolean(ReadOnlySpan<byte> text, out double value)
    {
        value = text is [(byte)'1'] || Ascii.EqualsIgnoreCase(text, "true"u8) ? 1 : 0;
        return value == 1 || text is [(byte)'0'] || Ascii.EqualsIgnoreCase(text, "false"u8);
    }

    private static bool IsMissing(ReadOnlySpan<byte> text) =>
        text.IsEmpty || Ascii.EqualsIgnoreCase(text, "nan"u8) || Ascii.EqualsIgnoreCase(text, "null"u8) || text.SequenceEqual("NA"u8);

    private void Fail(int column, int start, ReadOnlySpan<byte> cell, string expected)
    {
        var shown = Encoding.UTF8.GetString(cell);
        if (shown.Length > 40)
            shown = shown[..40] + "…";
        Failure = $"column {start + 1}: field \"{header!.Names[column]}\": expected {expected}, found \"{shown}\"";
    }

    private void Use(CsvHeader names)
    {
        header = names;
        rowFormat = new CsvRecordFormat(names);
        var used = new Target[names.Names.Length];
        foreach (var field in Schema.Fields)
        {
            if (names.IndexOf(field.Name) is var column and >= 0 && (field.Name != SourceFormat.MessageKey || Format.KeyField is not null))
                used[column].Field = field;
        }

        if (Format.TimeField is { } time)
        {
            if (names.IndexOf(time) is var column and >= 0)
                used[column].IsTime = true;
            else
                Refuse($"the time column \"{time}\"");
        }

        if (Format.KeyField is { } key && names.IndexOf(key) < 0)
            Refuse($"the key column \"{key}\"");
        targets = used.AsSpan(0, Array.FindLastIndex(used, target => target.Field is not null || target.IsTime) + 1).ToArray();
    }

    private void Refuse(string lacking) =>
        Refusal ??= $"the header lacks {lacking}; it has {string.Join(", ", header!.Names.Select(name => $"\"{name}\""))}";
}
