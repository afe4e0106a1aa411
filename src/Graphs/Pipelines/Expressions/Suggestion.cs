namespace Millrace.Graphs.Pipelines.Expressions;

/// <summary>Finds the known word that a wrong one was most likely meant to be.</summary>
internal static class Suggestion
{
    private const int LongestWord = 64; // a longer one is no slip of the pen, and the search is quadratic

    /// <summary>The nearest word, at most a third of its letters away (letter case aside) or begun by it, or null.</summary>
    public static string? For(string word, IEnumerable<string> known)
    {
        string? best = null;
        var least = int.MaxValue;
        if (word.Length > LongestWord)
            return null;
        foreach (var candidate in known)
        {
            var isBeginning = word.Length >= 3 && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase);
            var distance = isBeginning ? 1 : Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < least && distance <= Math.Max(1, Math.Min(word.Length, candidate.Length) / 3))
                (best, least) = (candidate, distance);
        }

        return best;
    }

    /// <summary>"did you mean 'x'?", or else the words there are.</summary>
    public static string Mend(string word, IReadOnlyCollection<string> known) =>
        For(word, known) is { } near ? $"did you mean '{near}'?"
        : known.Count == 0 ? ""
        : $"known: {string.Join(", ", known)}";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
