namespace Millrace.Actors.Patterns;

/// <summary>Matches that are complete and wait for their turn under a skip strategy: in the order of their first event, then of completion.</summary>
internal sealed class HeldMatches
{
    private readonly List<(MatchNode Match, (long Position, long Clock) Moment)> items = [];

    public int Count => items.Count;

    public MatchNode First => items[0].Match;

    public MatchNode this[int index] => items[index].Match;

    /// <summary>Adds a match that is complete at a moment; those of one moment that begin alike are put in order by what they took.</summary>
    public void Add(MatchNode match, (long Position, long Clock) moment)
    {
        var at = items.Count;
        while (at > 0 && IsAfter(items[at - 1], match, moment))
            at--;
        items.Insert(at, (match, moment));
    }

    /// <summary>Adds a match that was held before a restore; in the order in which they were held.</summary>
    public void Restore(MatchNode match) => items.Add((match, (-1, 0)));

    public void RemoveFirst() => items.RemoveAt(0);

    /// <summary>Drops the matches that begin at or before a place.</summary>
    public void DropUpTo(long position)
    {
        var count = 0;
        while (count < items.Count && items[count].Match.Root.Position <= position)
            count++;
        items.RemoveRange(0, count);
    }

    /// <summary>Up to which first event a match drops the others (rule 9); -1 when it drops none.</summary>
    public static long SkippedUpTo(PatternProgram program, MatchNode match) => program.Definition.Skip.Kind switch
    {
        SkipKind.ToNext => match.Root.Position,
        SkipKind.PastLastEvent => match.Position,
        SkipKind.ToFirst => Of(match, program.SkipStep, first: true) - 1,
        SkipKind.ToLast => Of(match, program.SkipStep, first: false) - 1,
        _ => -1,
    };

    private static bool IsAfter((MatchNode Match, (long Position, long Clock) Moment) other, MatchNode match, (long Position, long Clock) moment)
    {
        if (other.Match.Root.Position != match.Root.Position)
            return other.Match.Root.Position > match.Root.Position;
        return other.Moment == moment && Compare(other.Match, match) > 0;
    }

    /// <summary>The one that takes the earlier event where they first differ, the longer before its own beginning; of the same events the earlier step.</summary>
    private static int Compare(MatchNode left, MatchNode right)
    {
        List<MatchNode> a = [], b = [];
        for (var at = left; at is not null; at = at.Parent)
            a.Add(at);
        for (var at = right; at is not null; at = at.Parent)
            b.Add(at);
        var byStep = 0;
        for (var i = 1; i <= Math.Min(a.Count, b.Count); i++)
        {
            var (x, y) = (a[^i], b[^i]);
            if (x.Position != y.Position)
                return x.Position.CompareTo(y.Position);
            if (byStep == 0)
                byStep = x.Step.CompareTo(y.Step);
        }

        return a.Count != b.Count ? b.Count.CompareTo(a.Count) : byStep;
    }

    private static long Of(MatchNode match, int step, bool first)
    {
        long found = 0;
        for (var at = match; at is not null; at = at.Parent)
        {
            if (at.Step != step)
                continue;
            found = at.Position;
            if (!first)
                break;
        }

        return found;
    }
}
