using System.Globalization;

namespace Millrace.Tests.Windows.Facts;

/// <summary>A reading, written <c>key value @time</c>, or a watermark, written <c>watermark time</c>.</summary>
/// <param name="Key">The key; null for a watermark.</param>
/// <param name="Value">The number field <c>value</c>; 0 for a watermark.</param>
/// <param name="Time">Milliseconds: of the reading, or the watermark itself.</param>
public sealed record FactInput(string? Key, double Value, long Time)
{
    /// <summary>Whether this is a watermark.</summary>
    public bool IsWatermark => Key is null;

    /// <summary>Reads the written form.</summary>
    public static FactInput Parse(string text) => text.Split(' ') switch
    {
        ["watermark", var time] => new FactInput(null, 0, long.Parse(time, CultureInfo.InvariantCulture)),
        [var key, var value, ['@', .. var time]] =>
            new FactInput(key, double.Parse(value, CultureInfo.InvariantCulture), long.Parse(time, CultureInfo.InvariantCulture)),
        _ => throw new InvalidDataException($"'{text}' is neither: key value @time, nor: watermark time"),
    };
}
