using System.Globalization;
using System.Text;

namespace Millrace.Graphs.Results;

/// <summary>A place in each partition of each output: <c>output/partition/offset;…</c>. What a page hands out to go on from, and the id of an event of the live feed. Immutable.</summary>
public sealed class ResultCursor
{
    /// <summary>The longest text that is read, in characters: 1 Mi, more than 1,024 partitions of the longest names need.</summary>
    public const int MaxLength = 1024 * 1024;

    private readonly Dictionary<(string Output, int Partition), long> offsets;

    internal ResultCursor(IEnumerable<(string Output, int Partition, long Offset)> places) =>
        offsets = places.ToDictionary(place => (place.Output, place.Partition), place => place.Offset);

    /// <summary>Reads a cursor that came from outside.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cursor">The cursor, when the result is true.</param>
    /// <returns>Whether it is one. Outputs and partitions that do not exist are passed over when it is used.</returns>
    public static bool TryParse(string text, out ResultCursor? cursor)
    {
        cursor = null;
        if (text.Length is 0 or > MaxLength)
            return false;
        var places = new List<(string, int, long)>();
        var seen = new HashSet<(string, int)>();
        foreach (var part in text.Split(';'))
        {
            if (part.Split('/') is not [{ Length: > 0 } output, var number, var place]
                || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
                || !long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                || !seen.Add((output, partition)))
                return false;
            places.Add((output, partition, offset));
        }

        cursor = new ResultCursor(places);
        return true;
    }

    /// <summary>The offset in a partition; null when the cursor says nothing of it.</summary>
    public long? OffsetOf(string output, int partition) => offsets.TryGetValue((output, partition), out var offset) ? offset : null;

    /// <inheritdoc/>
    public override string ToString() => Write(offsets.Select(place => (place.Key.Output, place.Key.Partition, place.Value)));

    internal static string Write(IEnumerable<(string Output, int Partition, long Offset)> places)
    {
        var text = new StringBuilder();
        foreach (var (output, partition, offset) in places)
            text.Append(text.Length == 0 ? "" : ";").Append(output).Append('/').Append(CultureInfo.InvariantCulture, $"{partition}/{offset}");
        return text.ToString();
    }
}
