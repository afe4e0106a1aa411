using System.Globalization;
using System.Runtime.CompilerServices;

namespace Millrace.Messages.Codecs;

/// <summary>
/// Numbers from text, bit for bit what <see cref="double.Parse(string)"/> gives. Fast path: at most 2^53 as digits and a power of ten up to 22 are both exact
/// doubles, so one multiplication or division rounds once and right (W. D. Clinger, How to read floating point numbers accurately, PLDI 1990).
/// Everything else goes to the library.
/// </summary>
internal static class NumberText
{
    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Reads the JSON number (RFC 8259) that starts at <paramref name="at"/>. -0 becomes 0; what is too large becomes infinite.</summary>
    /// <returns>The index behind it, or the complement of the index at which it stops being one.</returns>
    public static int ReadJson(ReadOnlySpan<byte> s, int at, out double value)
    {
        var start = at;
        value = 0;
        var negative = at < s.Length && s[at] == '-';
        if (negative)
            at++;
        ulong mantissa = 0;
        var first = at;
        while ((uint)at < (uint)s.Length && (uint)(s[at] - '0') <= 9)
            mantissa = (mantissa * 10) + (uint)(s[at++] - '0');
        var digits = at - first;
        if (digits == 0)
            return ~at;
        if (digits > 1 && s[first] == '0')
            return ~(first + 1);
        var exponent = 0;
        if ((uint)at < (uint)s.Length && s[at] == '.')
        {
            var point = ++at;
            while ((uint)at < (uint)s.Length && (uint)(s[at] - '0') <= 9)
                mantissa = (mantissa * 10) + (uint)(s[at++] - '0');
            if (at == point)
                return ~at;
            exponent = point - at;
            digits -= exponent;
        }

        if ((uint)at < (uint)s.Length && (s[at] | 0x20) == 'e')
        {
            at = ReadExponent(s, at + 1, ref exponent);
            if (at < 0)
                return at;
        }

        // 19 digits always fit an unsigned 64-bit integer, so a sum within them has not wrapped.
        if (digits <= 19 && mantissa <= 1UL << 53 && (uint)(exponent + 22) <= 44)
        {
            var magnitude = exponent < 0 ? mantissa / PowersOfTen[-exponent] : mantissa * PowersOfTen[exponent];
            value = negative && magnitude != 0 ? -magnitude : magnitude;
            return at;
        }

        value = ReadSlowly(s[start..at]);
        return at;
    }

    /// <summary>Reads a whole text as a number more freely than JSON: a plus sign, a bare point and zeros in front are fine.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out double value)
    {
        if (ReadJson(text, 0, out value) == text.Length && text.Length > 0)
            return true;
        // The library would also take words such as Infinity: those begin with a letter, behind a sign or not.
        if (text.IsEmpty || (text[^1] | 0x20) is >= 'a' and <= 'z')
            return false;
        if (!double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value))
            return false;
        if (value == 0)
            value = 0; // drops the sign of -0
        return !double.IsNaN(value);
    }

    private static int ReadExponent(ReadOnlySpan<byte> s, int at, ref int exponent)
    {
        var negative = false;
        if (at < s.Length && s[at] is (byte)'+' or (byte)'-')
            negative = s[at++] == '-';
        var first = at;
        var power = 0;
        while (at < s.Length && (uint)(s[at] - '0') <= 9)
            power = Math.Min((power * 10) + s[at++] - '0', 100_000_000);
        if (at == first)
            return ~at;
        exponent += negative ? -power : power;
        return at;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double ReadSlowly(ReadOnlySpan<byte> text)
    {
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return value == 0 ? 0 : value;
    }
}
