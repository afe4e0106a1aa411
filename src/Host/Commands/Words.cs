using System.CommandLine.Parsing;
using System.Globalization;

namespace Millrace.Host.Commands;

/// <summary>Words of the command line that stand for quantities: spans of time and shares.</summary>
internal static class Words
{
    private static readonly (string Unit, long Milliseconds)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary><c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>8h</c>, <c>1d</c>.</summary>
    public static TimeSpan? Duration(ArgumentResult result)
    {
        var word = result.Tokens[0].Value;
        foreach (var (unit, milliseconds) in Units)
        {
            if (word.EndsWith(unit, StringComparison.Ordinal)
                && decimal.TryParse(word.AsSpan(0, word.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * milliseconds is var exact && exact <= 36_525m * 86_400_000 && decimal.Truncate(exact) == exact)
            {
                return TimeSpan.FromMilliseconds((long)exact);
            }
        }

        result.AddError($"'{word}' is not a duration; write it like 250ms, 10s, 5m, 8h or 1d.");
        return null;
    }

    /// <summary><c>0.1%</c> or <c>0.001</c>.</summary>
    public static double? Share(ArgumentResult result)
    {
        var word = result.Tokens[0].Value;
        var percent = word.EndsWith('%');
        if (decimal.TryParse(percent ? word.AsSpan(0, word.Length - 1) : word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return (double)(percent ? number / 100 : number);
        result.AddError($"'{word}' is not a share; write it like 0.1% or 0.001.");
        return null;
    }
}
