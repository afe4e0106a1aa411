using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Millrace.Messages.Codecs;

/// <summary>JSON text in a buffer that grows and is used again.</summary>
internal sealed class JsonBuffer
{
    private const long ExactIntegers = 1L << 53; // below, every integer is a double and its digits are its shortest form
    private byte[] bytes = new byte[256];
    private int length;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public void Clear() => length = 0;

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        length += text.Length;
    }

    public void AppendInteger(long value)
    {
        value.TryFormat(Room(20), out var written, default, CultureInfo.InvariantCulture);
        length += written;
    }

    /// <summary>The shortest text that reads back as the same number; null for NaN and the infinities, 0 for -0.</summary>
    public void AppendNumber(double value)
    {
        if (!double.IsFinite(value))
        {
            Append("null"u8);
            return;
        }

        var integer = (long)value;
        if (integer == value && integer is < ExactIntegers and > -ExactIntegers)
        {
            AppendInteger(integer);
            return;
        }

        value.TryFormat(Room(32), out var written, default, CultureInfo.InvariantCulture);
        length += written;
    }

    /// <summary>The time as a string.</summary>
    public void AppendTime(long milliseconds)
    {
        Append("\""u8);
        length += EventTimeText.Format(new EventTime(milliseconds), Room(EventTimeText.MaxLength));
        Append("\""u8);
    }

    public void AppendHex(ReadOnlySpan<byte> value)
    {
        Convert.TryToHexStringLower(value, Room(value.Length * 2), out var written);
        length += written;
    }

    public void AppendString(string text) => AppendString(Encoding.UTF8.GetBytes(text));

    /// <summary>A string in quotes, with the escapes that JSON demands and no others; bytes that are no UTF-8 become U+FFFD.</summary>
    public void AppendString(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
            utf8 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        Append("\""u8);
        var start = 0;
        for (var i = 0; i < utf8.Length; i++)
        {
            var c = utf8[i];
            if (c >= 0x20 && c != '"' && c != '\\')
                continue;
            Append(utf8[start..i]);
            start = i + 1;
            AppendEscape(c);
        }

        Append(utf8[start..]);
        Append("\""u8);
    }

    /// <summary>A JSON value that is written already, on one line: line breaks in it can only be blanks between its parts.</summary>
    public void AppendJson(ReadOnlySpan<byte> json)
    {
        var start = length;
        Append(json);
        var copy = bytes.AsSpan(start, json.Length);
        if (copy.IndexOfAny((byte)'\n', (byte)'\r') < 0)
            return;
        copy.Replace((byte)'\n', (byte)' ');
        copy.Replace((byte)'\r', (byte)' ');
    }

    private void AppendEscape(byte c)
    {
        switch (c)
        {
            case (byte)'\n':
                Append("\\n"u8);
                break;
            case (byte)'\r':
                Append("\\r"u8);
                break;
            case (byte)'\t':
                Append("\\t"u8);
                break;
            case (byte)'"' or (byte)'\\':
                Append([(byte)'\\', c]);
                break;
            default:
                Append("\\u00"u8);
                AppendHex([c]);
                break;
        }
    }

    private Span<byte> Room(int count)
    {
        if (bytes.Length - length < count)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + count));
        return bytes.AsSpan(length);
    }
}
