using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Millrace.Messages.Codecs;

/// <summary>The parts of JSON text that need no state: blanks, strings, literals. Indexes behind what was read; the complement of an index is an error there.</summary>
internal static class JsonText
{
    /// <summary>The first index from <paramref name="at"/> on that is no blank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipBlank(ReadOnlySpan<byte> s, int at)
    {
        while ((uint)at < (uint)s.Length && s[at] <= ' ' && s[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
        return at;
    }

    /// <summary>The index of the quote that closes the string whose first byte is at <paramref name="at"/>. Sixteen bytes a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ScanString(ReadOnlySpan<byte> s, int at, out bool escaped)
    {
        escaped = false;
        while (at + Vector128<byte>.Count <= s.Length)
        {
            var block = Vector128.Create(s.Slice(at, Vector128<byte>.Count));
            var stops = Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(block, Vector128.Create((byte)0x20));
            var mask = stops.ExtractMostSignificantBits();
            if (mask == 0)
            {
                at += Vector128<byte>.Count;
                continue;
            }

            at += BitOperations.TrailingZeroCount(mask);
            if (s[at] == '"')
                return at;
            break;
        }

        return ScanSlowly(s, at, ref escaped);
    }

    /// <summary>Reads <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public static int ReadLiteral(ReadOnlySpan<byte> s, int at)
    {
        ReadOnlySpan<byte> literal = s[at] switch
        {
            (byte)'t' => "true"u8,
            (byte)'f' => "false"u8,
            _ => "null"u8,
        };
        for (var i = 0; i < literal.Length; i++)
        {
            if (at + i >= s.Length || s[at + i] != literal[i])
                return ~(at + i);
        }

        return at + literal.Length;
    }

    /// <summary>Writes a scanned string without its escapes. A surrogate without its other half becomes U+FFFD.</summary>
    /// <param name="s">The string between its quotes; its escapes have been checked.</param>
    /// <param name="to">At least as long.</param>
    /// <returns>The bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> s, Span<byte> to)
    {
        int at = 0, length = 0;
        while (at < s.Length)
        {
            if (s[at] != '\\')
            {
                to[length++] = s[at++];
                continue;
            }

            var kind = s[at + 1];
            at += 2;
            if (kind != 'u')
            {
                to[length++] = kind switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    _ => kind,
                };
                continue;
            }

            var high = (char)Hex(s.Slice(at, 4));
            at += 4;
            var rune = Rune.ReplacementChar;
            if (char.IsHighSurrogate(high) && at + 6 <= s.Length && s[at] == '\\' && s[at + 1] == 'u' && char.IsLowSurrogate((char)Hex(s.Slice(at + 2, 4))))
            {
                rune = new Rune(high, (char)Hex(s.Slice(at + 2, 4)));
                at += 6;
            }
            else if (!char.IsSurrogate(high))
            {
                rune = new Rune(high);
            }

            length += rune.EncodeToUtf8(to[length..]);
        }

        return length;
    }

    private static int ScanSlowly(ReadOnlySpan<byte> s, int at, ref bool escaped)
    {
        for (; at < s.Length; at++)
        {
            var c = s[at];
            if (c == '"')
                return at;
            if (c < 0x20)
                return ~at;
            if (c != '\\')
                continue;
            escaped = true;
            at++;
            if (at >= s.Length || !"\"\\/bfnrtu"u8.Contains(s[at]))
                return ~at;
            if (s[at] != 'u')
                continue;
            if (at + 4 >= s.Length)
                return ~s.Length;
            if (Hex(s.Slice(at + 1, 4)) < 0)
                return ~(at + 1);
            at += 4;
        }

        return ~s.Length;
    }

    private static int Hex(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return -1;
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return value;
    }
}
