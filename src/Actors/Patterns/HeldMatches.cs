namespace Millrace.Actors.Patterns;

/// <summary>Matches that are complete and wait for their turn under a skip strategy: in the order of their first event, then of completion.</summary>
internal sealed class HeldMatches
{
    private readonly List<MatchNode> items = [];

    public int Count => items.Count;

    public MatchNode First => items[0];

    public MatchNode this[int index] => items[index];

    public void Add(MatchNode match)
    {
        var at = items.Count;
        while (at > 0 && items[at - 1].Root.Position > match.Root.Position)
            at--;
        items.Insert(at, match);
    }

    public void RemoveFirst() => items.RemoveAt(0);

    /// <summary>Drops the matches that begin at or before a place.</summary>
    public void DropUpTo(long position)
    {
        var count = 0;
        while (count < items.Count && items[count].Root.Position <= position)
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
