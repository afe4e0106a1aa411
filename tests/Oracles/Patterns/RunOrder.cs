namespace Millrace.Oracles.Patterns;

/// <summary>
/// The order of rule 9: by first event, then by completion. Of those that complete at once and begin alike, the one comes first that takes the earlier
/// event where they first differ, and the longer one before its own beginning; of the same events, the earlier step.
/// </summary>
internal static class RunOrder
{
    public static int Compare(FoundMatch a, FoundMatch b)
    {
        var byRule = (a.Branch.First, a.Completion).CompareTo((b.Branch.First, b.Completion));
        if (byRule != 0)
            return byRule;
        var byEvents = Compare(a.Branch, b.Branch, taken => taken.Event);
        return byEvents != 0 ? byEvents : Compare(a.Branch, b.Branch, taken => taken.Step);
    }

    public static string TextOf(Branch branch) => string.Join(' ', branch.Taken.Select(taken => $"{taken.Step}:{taken.Event}"));

    private static int Compare(Branch a, Branch b, Func<TakenEvent, int> by)
    {
        foreach (var (left, right) in a.Taken.Zip(b.Taken))
        {
            if (by(left) != by(right))
                return by(left).CompareTo(by(right));
        }

        return b.Taken.Count.CompareTo(a.Taken.Count);
    }
}
