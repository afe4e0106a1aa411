using System.Text;

namespace Millrace.Messages.Codecs;

/// <summary>
/// Reads NDJSON. A record is taken when and only when it is one JSON object as RFC 8259 has it (all of it, unknown fields too: strings, escapes, numbers,
/// nesting to 64 levels), valid UTF-8, and every occurrence of a field that the schema names is null or of the field's type. A name given twice: the last counts.
/// Numbers must be finite. An escaped surrogate without its other half reads as U+FFFD. Text of key fields may be a number or a boolean too, taken by its text.
/// <c>{"$watermark": TIME}</c>, a key field beside it or not, is a control record. About twice as fast as a loop over the library's reader
/// (its plain twin in the tests): names are predicted from the record before, strings are scanned sixteen bytes a step, nothing is copied.
/// </summary>
public sealed class JsonDecoder : RecordDecoder
{
    private const int MaxDepth = 64;
    private readonly JsonNode root = new("", []);
    private byte[] scratch = [];
    private int row;

    internal JsonDecoder(SourceFormat format, ReadingSchema schema, SymbolTable symbols)
        : base(format, schema, symbols)
    {
        foreach (var field in schema.Fields)
        {
            if (field.Name != SourceFormat.MessageKey || format.KeyField is not null)
                root.Descend(field.Name).Field = field;
        }

        if (format.TimeField is not null)
            root.Descend(format.TimeField).IsTime = true;
        root.Descend("$watermark").IsWatermark = true;
    }

    private protected override RecordFormat RowFormat => RecordFormat.Json;

    private protected override int FindRecord(ReadOnlySpan<byte> rest, out int lines, out int firstLine)
    {
        lines = 1;
        firstLine = 0;
        var end = rest.IndexOf((byte)'\n');
        return end < 0 ? -1 : end + 1;
    }

    private protected override bool TryDecode(ReadOnlySpan<byte> record, int row, bool torn)
    {
        this.row = row;
        var at = JsonText.SkipBlank(record, 0);
        if (at == record.Length || record[at] != '{')
        {
            Fail(record, at, "expected a JSON object");
            return true;
        }

        at = ReadObject(record, at + 1, root, 1);
        if (at >= 0)
        {
            at = JsonText.SkipBlank(record, at);
            if (at < record.Length)
                Fail(record, at, "expected nothing more behind the object");
        }
        else if (torn && at == AtEnd)
        {
            Failure = "the input ends in the middle of this record; " + Failure;
        }

        return true;
    }

    /// <summary>A control record among records of another format; its key goes to the batch.</summary>
    internal (long? Watermark, string? Failure) DecodeControl(ReadOnlySpan<byte> record, int row, bool torn, ReadingBatch batch)
    {
        Batch = batch;
        Watermark = null;
        Failure = null;
        TryDecode(record, row, torn);
        return (Watermark, Failure);
    }

    // Below, a result is the index behind what was read, or one of these two.
    private const int Failed = -1;
    private const int AtEnd = -2;

    private int ReadObject(ReadOnlySpan<byte> s, int at, JsonNode node, int depth)
    {
        if (depth > MaxDepth)
            return Fail(s, at - 1, "nested deeper than 64 levels");
        at = JsonText.SkipBlank(s, at);
        if (at < s.Length && s[at] == '}')
            return at + 1;
        var previous = 0;
        while (true)
        {
            JsonNode? target;
            var known = node.Known;
            ref var guess = ref known[known[previous].Next];
            if (guess.Literal is { } literal && s[at..].StartsWith(literal))
            {
                target = guess.Target;
                previous = known[previous].Next;
                at += literal.Length;
            }
            else
            {
                at = ReadName(s, at, node, ref previous, out target);
                if (at < 0)
                    return at;
            }

            at = JsonText.SkipBlank(s, at);
            if (at >= s.Length)
                return Fail(s, at, "expected a value");
            at = target is null ? SkipValue(s, at, depth) : ReadValue(s, at, target, depth);
            if (at < 0)
                return at;
            at = JsonText.SkipBlank(s, at);
            if (at >= s.Length)
                return Fail(s, at, "expected ',' or '}'");
            var c = s[at++];
            if (c == '}')
                return at;
            if (c != ',')
                return Fail(s, at - 1, "expected ',' or '}'");
            at = JsonText.SkipBlank(s, at);
            if (at >= s.Length)
                return Fail(s, at, "expected a name in quotes");
        }
    }

    /// <summary>Reads a name that was not foreseen, and the colon behind it.</summary>
    private int ReadName(ReadOnlySpan<byte> s, int at, JsonNode node, ref int previous, out JsonNode? target)
    {
        target = null;
        if (at >= s.Length || s[at] != '"')
            return Fail(s, at, "expected a name in quotes");
        var end = JsonText.ScanString(s, at + 1, out var escaped);
        if (end < 0)
            return FailString(s, ~end);
        var name = s[(at + 1)..end];
        if (escaped)
        {
            target = node.Find(Unescape(name));
        }
        else if (node.Learn(name) is var index and > 0)
        {
            node.Known[previous].Next = index;
            previous = index;
            target = node.Known[index].Target;
        }
        else
        {
            target = node.Find(name);
        }

        at = JsonText.SkipBlank(s, end + 1);
        return at < s.Length && s[at] == ':' ? at + 1 : Fail(s, at, "expected ':'");
    }

    private int ReadValue(ReadOnlySpan<byte> s, int at, JsonNode target, int depth)
    {
        if (target.IsTime || target.IsWatermark)
        {
            var end = ReadTime(s, at, target);
            if (end < 0 || target.Field is null)
                return end;
        }

        if (target.Field is { } field)
        {
            return field.Type switch
            {
                FieldType.Number => ReadNumber(s, at, target, field),
                FieldType.Text => ReadText(s, at, target, field),
                _ => ReadBoolean(s, at, target, field),
            };
        }

        // A parent of fields: whatever an earlier occurrence of it set does not count.
        Forget(target);
        return s[at] == '{' ? ReadObject(s, at + 1, target, depth + 1) : SkipValue(s, at, depth);
    }

    private int ReadNumber(ReadOnlySpan<byte> s, int at, JsonNode target, Field field)
    {
        var c = s[at];
        if (c == 'n')
        {
            Batch.Numbers[field.Column][row] = double.NaN;
            return ReadLiteral(s, at);
        }

        if (c != '-' && (uint)(c - '0') > 9)
            return FailType(s, at, target, "a number");
        var end = NumberText.ReadJson(s, at, out var value);
        if (end < 0)
            return Fail(s, ~end, "not a number as JSON has it");
        if (!double.IsFinite(value))
            return FailType(s, at, target, "a finite number");
        Batch.Numbers[field.Column][row] = value;
        return end;
    }

    private int ReadText(ReadOnlySpan<byte> s, int at, JsonNode target, Field field)
    {
        if (s[at] == '"')
        {
            var close = JsonText.ScanString(s, at + 1, out var escaped);
            if (close < 0)
                return FailString(s, ~close);
            var text = s[(at + 1)..close];
            return TrySetText(field, row, escaped ? Unescape(text) : text) ? close + 1 : FailType(s, at, target, "a text of less than 16 MiB");
        }

        if (s[at] == 'n')
        {
            Batch.Symbols[field.Column][row] = SymbolTable.Missing;
            return ReadLiteral(s, at);
        }

        if (!field.IsKey || s[at] is (byte)'{' or (byte)'[')
            return FailType(s, at, target, "a string");
        var end = SkipValue(s, at, 0);
        if (end >= 0 && !TrySetText(field, row, s[at..end]))
            return FailType(s, at, target, "a text of less than 16 MiB");
        return end;
    }

    private int ReadBoolean(ReadOnlySpan<byte> s, int at, JsonNode target, Field field)
    {
        if (s[at] is not ((byte)'t' or (byte)'f' or (byte)'n'))
            return FailType(s, at, target, "true or false");
        Batch.Numbers[field.Column][row] = s[at] switch
        {
            (byte)'t' => 1,
            (byte)'f' => 0,
            _ => double.NaN,
        };
        return ReadLiteral(s, at);
    }

    private int ReadTime(ReadOnlySpan<byte> s, int at, JsonNode target)
    {
        const string expected = "a time (ISO-8601 or milliseconds since 1970) within the years 1 to 9999";
        EventTime time;
        int end;
        var c = s[at];
        if (c == '"')
        {
            end = JsonText.ScanString(s, at + 1, out var escaped);
            if (end < 0)
                return FailString(s, ~end);
            var text = s[(at + 1)..end++];
            if (!Times.TryParse(escaped ? Unescape(text) : text, out time))
                return FailType(s, at, target, expected);
        }
        else if (c == '-' || (uint)(c - '0') <= 9)
        {
            end = NumberText.ReadJson(s, at, out var number);
            if (end < 0)
                return Fail(s, ~end, "not a number as JSON has it");
            if (!EventTimeParser.TryFromEpoch(number, out time))
                return FailType(s, at, target, expected);
        }
        else
        {
            if (c != 'n' || target.IsWatermark)
                return FailType(s, at, target, expected);
            Time = null;
            return ReadLiteral(s, at);
        }

        if (target.IsWatermark)
            Watermark = time.Milliseconds;
        else
            Time = time.Milliseconds;
        return end;
    }

    private int SkipValue(ReadOnlySpan<byte> s, int at, int depth)
    {
        switch (s[at])
        {
            case (byte)'"':
                var close = JsonText.ScanString(s, at + 1, out _);
                return close < 0 ? FailString(s, ~close) : close + 1;
            case (byte)'{' or (byte)'[':
                return SkipNested(s, at, depth + 1);
            case (byte)'t' or (byte)'f' or (byte)'n':
                return ReadLiteral(s, at);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                var end = NumberText.ReadJson(s, at, out _);
                return end < 0 ? Fail(s, ~end, "not a number as JSON has it") : end;
            default:
                return Fail(s, at, "expected a value");
        }
    }

    private int SkipNested(ReadOnlySpan<byte> s, int at, int depth)
    {
        if (depth > MaxDepth)
            return Fail(s, at, "nested deeper than 64 levels");
        var named = s[at] == '{';
        var closing = named ? (byte)'}' : (byte)']';
        at = JsonText.SkipBlank(s, at + 1);
        if (at < s.Length && s[at] == closing)
            return at + 1;
        while (true)
        {
            if (named)
            {
                if (at >= s.Length || s[at] != '"')
                    return Fail(s, at, "expected a name in quotes");
                at = JsonText.ScanString(s, at + 1, out _);
                if (at < 0)
                    return FailString(s, ~at);
                at = JsonText.SkipBlank(s, at + 1);
                if (at >= s.Length || s[at] != ':')
                    return Fail(s, at, "expected ':'");
                at = JsonText.SkipBlank(s, at + 1);
            }

            if (at >= s.Length)
                return Fail(s, at, "expected a value");
            at = SkipValue(s, at, depth);
            if (at < 0)
                return at;
            at = JsonText.SkipBlank(s, at);
            if (at < s.Length && s[at] == closing)
                return at + 1;
            if (at >= s.Length || s[at] != ',')
                return Fail(s, at, $"expected ',' or '{(char)closing}'");
            at = JsonText.SkipBlank(s, at + 1);
        }
    }

    private int ReadLiteral(ReadOnlySpan<byte> s, int at)
    {
        var end = JsonText.ReadLiteral(s, at);
        return end < 0 ? Fail(s, ~end, "expected true, false or null") : end;
    }

    private void Forget(JsonNode parent)
    {
        foreach (var child in parent.Children)
        {
            if (child.IsTime)
                Time = null;
            if (child.Field is { Type: FieldType.Text } text)
                Batch.Symbols[text.Column][row] = SymbolTable.Missing;
            else if (child.Field is { } field)
                Batch.Numbers[field.Column][row] = double.NaN;
            Forget(child);
        }
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text)
    {
        if (scratch.Length < text.Length)
            scratch = new byte[text.Length];
        return scratch.AsSpan(0, JsonText.Unescape(text, scratch));
    }

    private int FailString(ReadOnlySpan<byte> s, int at) =>
        Fail(s, at, at >= s.Length ? "a string is not closed" : s[at] < 0x20 ? "a control character in a string" : "an escape that JSON does not have");

    private int Fail(ReadOnlySpan<byte> s, int at, string problem)
    {
        Failure = $"column {at + 1}: not valid JSON: {problem}";
        if (at < s.Length)
            Failure += $", found {Excerpt(s[at..])}";
        return at < s.Length ? Failed : AtEnd;
    }

    /// <summary>A value of the wrong type, unless it is not even JSON.</summary>
    private int FailType(ReadOnlySpan<byte> s, int at, JsonNode target, string expected)
    {
        var end = SkipValue(s, at, 0);
        if (end < 0)
            return end;
        var found = s[at] switch
        {
            (byte)'{' => "an object",
            (byte)'[' => "an array",
            _ => Excerpt(s[at..end]),
        };
        Failure = $"column {at + 1}: field \"{target.Path}\": expected {expected}, found {found}";
        return Failed;
    }

    private static string Excerpt(ReadOnlySpan<byte> text)
    {
        const int most = 40;
        if (text.Length <= most)
            return Encoding.UTF8.GetString(text);
        var length = most;
        while (length > 0 && (text[length] & 0xC0) == 0x80)
            length--;
        return Encoding.UTF8.GetString(text[..length]) + "…";
    }
}
