using System.Globalization;
using System.Text.RegularExpressions;

namespace Millrace.Tests.Windows.Facts;

/// <summary>A result, written <c>key [start,end) [rev=revision] count=readings sum=total</c>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Start">Milliseconds, inclusive.</param>
/// <param name="End">Milliseconds, exclusive.</param>
/// <param name="Revision">The revision; null when the fact leaves it open.</param>
/// <param name="Count">The readings in the window.</param>
/// <param name="Sum">The sum of their values.</param>
public sealed partial record FactResult(string Key, long Start, long End, int? Revision, long Count, double Sum)
{
    /// <summary>Reads the written form.</summary>
    public static FactResult Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
            throw new InvalidDataException($"'{text}' is not: key [start,end) [rev=revision] count=readings sum=total");
        return new FactResult(
            match.Groups[1].Value,
            long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture),
            long.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture),
            match.Groups[4].Success ? int.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture) : null,
            long.Parse(match.Groups[5].Value, CultureInfo.InvariantCulture),
            double.Parse(match.Groups[6].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^(\S+) \[(-?\d+),(-?\d+)\)(?: rev=(\d+))? count=(\d+) sum=(-?[\d.]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
