using System.Globalization;

namespace Millrace.Host.Configuration;

/// <summary>Sizes as text: <c>512B</c>, <c>64KiB</c>, <c>128MiB</c>, <c>1GiB</c>, <c>2TiB</c>; a bare number is bytes.</summary>
public static class SizeText
{
    private static readonly (string Unit, int Shift)[] Units = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0), ("", 0)];

    /// <summary>Reads a size: whole bytes, not negative, at most 8,191 TiB.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var trimmed = text.AsSpan().Trim();
        foreach (var (unit, shift) in Units)
        {
            if (!trimmed.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
                continue;
            if (!decimal.TryParse(trimmed[..^unit.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number >= 8191)
            {
                if (shift != 0 || !long.TryParse(trimmed[..^unit.Length].TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out bytes))
                    return false;
                return true;
            }

            var exact = number * (1L << shift);
            bytes = (long)exact;
            return exact == bytes;
        }

        return false;
    }

    /// <summary>Writes a size in the largest unit in which it is whole.</summary>
    public static string Format(long bytes)
    {
        foreach (var (unit, shift) in Units)
        {
            if (bytes != 0 && (bytes & ((1L << shift) - 1)) == 0)
                return (bytes >> shift).ToString(CultureInfo.InvariantCulture) + unit;
        }

        return "0B";
    }
}
