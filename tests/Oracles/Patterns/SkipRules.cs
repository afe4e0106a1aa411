using Millrace.Actors.Patterns;

namespace Millrace.Oracles.Patterns;

/// <summary>Rules 8 and 9: which matches are emitted, and which partial matches time out, when each match drops others.</summary>
internal sealed class SkipRules(PatternDefinition definition, IReadOnlyList<Wait> waits, OracleBug bug)
{
    private readonly List<string> names = [.. NamedStep.AllOf(definition).Select(step => step.Name)];
    private readonly List<(Moment At, Func<int, bool> Covers)> drops = [];

    /// <summary>The matches that are emitted, of distinct ones; afterwards <see cref="TimedOut"/> can be asked.</summary>
    public List<FoundMatch> Emitted(IEnumerable<FoundMatch> found)
    {
        List<FoundMatch> ordered = [.. found];
        ordered.Sort(bug == OracleBug.SkipInCompletionOrder ? (a, b) => a.Completion.CompareTo(b.Completion) : RunOrder.Compare);
        if (definition.Skip.Kind == SkipKind.None)
            return ordered;
        var emitted = new List<FoundMatch>();
        foreach (var match in ordered)
        {
            if (drops.Any(drop => drop.Covers(match.Branch.First)))
                continue;
            var at = Emission(match);
            if (at == Moment.Never)
                break; // Held back by an older partial match; so are all that follow.
            emitted.Add(match);
            if (Dropped(match.Branch) is { } covers)
                drops.Add((at, covers));
        }

        return emitted;
    }

    /// <summary>The partial matches that time out, each once, with the time.</summary>
    public IEnumerable<(Branch Branch, Moment At)> TimedOut() =>
        from wait in waits
        group wait by RunOrder.TextOf(wait.Branch) into branch
        let last = branch.MaxBy(wait => (wait.End, wait.IsPending))!
        where last.TimesOut && !last.IsPending && (bug == OracleBug.SkipKeepsPartials || last.End.CompareTo(DroppedAt(last.Branch)) <= 0)
        select (last.Branch, last.End);

    /// <summary>A match is held back while an older partial match that could still precede it is open.</summary>
    private Moment Emission(FoundMatch match) => waits
        .Where(wait => wait.Branch.First < match.Branch.First)
        .Select(wait => Min(wait.End, DroppedAt(wait.Branch)))
        .Append(match.Completion)
        .Max();

    private Moment DroppedAt(Branch branch) =>
        drops.Where(drop => drop.Covers(branch.First)).Select(drop => drop.At).DefaultIfEmpty(Moment.Never).Min();

    private Func<int, bool>? Dropped(Branch match)
    {
        var target = definition.Skip.Step is { } name ? names.IndexOf(name) : -1;
        var targets = match.Taken.Where(taken => taken.Step == target).Select(taken => taken.Event).ToList();
        switch (definition.Skip.Kind)
        {
            case SkipKind.ToNext:
                return first => first <= match.First;
            case SkipKind.PastLastEvent:
                return bug == OracleBug.SkipPastLastOffByOne ? first => first < match.Last : first => first <= match.Last;
            case SkipKind.ToFirst or SkipKind.ToLast when targets.Count > 0:
                var to = definition.Skip.Kind == SkipKind.ToFirst || bug == OracleBug.SkipToLastAsFirst ? targets[0] : targets[^1];
                return bug == OracleBug.SkipToFirstOffByOne ? first => first <= to : first => first < to;
            default:
                return null;
        }
    }

    private static Moment Min(Moment a, Moment b) => a.CompareTo(b) <= 0 ? a : b;
}
