using System.Globalization;

namespace Millrace.Tests.Patterns.Facts;

/// <summary>An event of a pattern fact, written <c>id name price [vol=volume] @time</c>.</summary>
/// <param name="Id">Unique in its case; not an input of any condition.</param>
/// <param name="Name">The text field <c>name</c>.</param>
/// <param name="Price">The number field <c>price</c>.</param>
/// <param name="Volume">The number field <c>volume</c>; null when the event lacks it.</param>
/// <param name="Time">Milliseconds.</param>
public sealed record FactEvent(string Id, string Name, double Price, double? Volume, long Time)
{
    /// <summary>Reads the written form.</summary>
    public static FactEvent Parse(string text)
    {
        var words = text.Split(' ');
        if (words.Length is < 4 or > 5 || words[^1][0] != '@' || (words.Length == 5 && !words[3].StartsWith("vol=", StringComparison.Ordinal)))
            throw new InvalidDataException($"'{text}' is not: id name price [vol=volume] @time");
        return new FactEvent(
            words[0],
            words[1],
            double.Parse(words[2], CultureInfo.InvariantCulture),
            words.Length == 5 ? double.Parse(words[3][4..], CultureInfo.InvariantCulture) : null,
            long.Parse(words[^1][1..], CultureInfo.InvariantCulture));
    }
}
