namespace Millrace.Host.Service;

/// <summary>What somebody may have meant who mistyped a key.</summary>
internal static class NearestKey
{
    private const int LongestKey = 64;

    /// <summary>The key with the fewest changes of a letter, at most a third of them; null when none is near.</summary>
    public static string? Of(string key, IEnumerable<string> known)
    {
        if (key.Length > LongestKey)
            return null;
        string? nearest = null;
        var least = Math.Max(2, key.Length / 3) + 1;
        foreach (var other in known.Where(other => other.Length <= LongestKey).Order(StringComparer.Ordinal))
        {
            var distance = Distance(key, other);
            if (distance < least)
                (nearest, least) = (other, distance);
        }

        return nearest;
    }

    private static int Distance(string a, string b)
    {
        Span<int> row = stackalloc int[LongestKey + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
