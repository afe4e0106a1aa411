using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Patterns;

/// <summary>
/// Matches one pattern over the events of one key. Give it the events in matching order with <see cref="Take"/> and the passing of time with
/// <see cref="Advance"/>; a match is reported as soon as nothing can precede it. Not thread-safe; knows no clock but what it is told.
/// </summary>
/// <remarks>An event costs a look at the partial matches that wait for one of its conditions; an event that none waits for costs nothing.</remarks>
public sealed class PatternMatcher
{
    private readonly PatternProgram program;
    private readonly MatcherWorkspace workspace;
    private PartialMatchList partials = new();
    private HeldMatches? held;
    private ulong interest;
    private long position;
    private long clock = long.MinValue;
    private bool isNextDecisive;

    /// <summary>A matcher of a key that has seen nothing.</summary>
    /// <param name="program">The pattern.</param>
    /// <param name="workspace">Memory that the matchers of one thread share.</param>
    public PatternMatcher(PatternProgram program, MatcherWorkspace workspace)
    {
        this.program = program;
        this.workspace = workspace;
    }

    /// <summary>When time alone may change something, milliseconds: <see cref="Advance"/> must be called by then. <see cref="long.MaxValue"/> for never; never too late, at times too early.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    /// <summary>Whether it holds nothing, so that a new one would do as well.</summary>
    public bool IsIdle => partials.Count == 0 && HeldCount == 0;

    /// <summary>Whether the very next event changes something whatever it fulfils.</summary>
    public bool IsNextDecisive => isNextDecisive;

    /// <summary>How many partial matches are open.</summary>
    public int PartialCount => partials.Count;

    /// <summary>How many matches wait for their turn.</summary>
    public int HeldCount => held?.Count ?? 0;

    /// <summary>What was said about the key already; set it to have it not said again.</summary>
    public PatternNotice Noticed { get; set; }

    /// <summary>The next event in matching order. Time advances to its time first.</summary>
    /// <param name="current">The event; must carry fields when <see cref="PatternProgram.NeedsFields"/>.</param>
    /// <param name="conditions">Bit i: whether it fulfils condition i of <see cref="PatternProgram.Conditions"/>.</param>
    /// <param name="sink">Where matches go.</param>
    public void Take(PatternEvent current, ulong conditions, IMatchSink sink)
    {
        MoveClock(current.Time, sink);
        position++;
        var bits = PatternProgram.BitsOf(conditions);
        if (isNextDecisive || (bits & interest) != 0)
            Pass(current, bits, sink);
        if ((bits & program.StartInterest) != 0)
            Begin(current, bits, sink);
        if (HeldCount > 0)
            Release(sink);
    }

    /// <summary>An event came that fulfils no condition; only patterns with <see cref="PatternProgram.IsStrict"/> need to be told.</summary>
    /// <param name="time">Its event time, to which time advances first.</param>
    /// <param name="sink">Where matches go.</param>
    public void PassOver(EventTime time, IMatchSink sink)
    {
        MoveClock(time, sink);
        position++;
        if (!isNextDecisive)
            return;
        Pass(null, 0, sink);
        if (HeldCount > 0)
            Release(sink);
    }

    /// <summary>Time has come so far: partial matches whose time is over end, negations that lasted are fulfilled, each at its own time and in that order.</summary>
    /// <param name="to">Milliseconds since the Unix epoch; <see cref="long.MaxValue"/> at the end of the input, when what cannot be completed any more is given up.</param>
    /// <param name="sink">Where matches go.</param>
    public void Advance(long to, IMatchSink sink)
    {
        clock = Math.Max(clock, to);
        while (NextDue <= clock && partials.Count > 0)
        {
            var due = FindNextDue();
            if (due <= clock && due != long.MaxValue)
                Expire(due, sink);
            else
                break;
        }

        if (clock == long.MaxValue)
        {
            partials.DropFirst(partials.Count);
            Settle();
            if (HeldCount > 0)
                Release(sink);
        }
    }

    /// <summary>The partial matches, oldest first event in front.</summary>
    internal ReadOnlySpan<PartialMatch> Partials => partials.AsSpan();

    /// <summary>The matches that wait for their turn.</summary>
    internal HeldMatches? Held => held;

    /// <summary>How many partial matches it has room for.</summary>
    internal int Capacity => partials.Capacity;

    /// <summary>An idle matcher as new, for another key.</summary>
    internal void Reset()
    {
        interest = 0;
        position = 0;
        clock = long.MinValue;
        isNextDecisive = false;
        NextDue = long.MaxValue;
        Noticed = PatternNotice.None;
    }

    /// <summary>Writes everything it holds.</summary>
    public void Snapshot(StateWriter writer)
    {
        writer.Version(1);
        writer.Integer(position);
        writer.Integer(clock);
        writer.Flag(isNextDecisive);
        writer.Integer((long)Noticed);
        new MatchStateWriter(writer).Write(partials.AsSpan(), held);
    }

    /// <summary>Puts back what <see cref="Snapshot"/> wrote for the same pattern, in place of what it holds.</summary>
    /// <exception cref="InvalidDataException">The state is cut off, or of another pattern or a later program.</exception>
    public void Restore(ref StateReader reader)
    {
        reader.Version(1);
        position = reader.Integer();
        clock = reader.Integer();
        isNextDecisive = reader.Flag();
        Noticed = (PatternNotice)reader.Integer();
        partials.DropFirst(partials.Count);
        held = null;
        var state = new MatchStateReader(program);
        foreach (var partial in state.ReadPartials(ref reader))
            partials.Add(partial);
        foreach (var match in state.ReadHeld(ref reader))
            (held ??= new HeldMatches()).Restore(match);
        Settle();
    }

    private void MoveClock(EventTime time, IMatchSink sink)
    {
        if (time.Milliseconds > clock)
            clock = time.Milliseconds;
        if (NextDue <= clock)
            Advance(clock, sink);
    }

    /// <summary>One event, or none where an event fulfils nothing, against the partial matches that it can affect.</summary>
    private void Pass(PatternEvent? current, ulong bits, IMatchSink sink)
    {
        isNextDecisive = false;
        var changedFrom = -1;
        var count = partials.Count;
        var alive = count;
        for (var i = 0; i < count; i++)
        {
            ref var partial = ref partials[i];
            var at = program.Positions[partial.Node.Step]!;
            var isNext = partial.Node.Position == position - 1;
            if ((at.Interest & bits) == 0 && !(isNext && (at.Strict & partial.Open) != 0))
            {
                if (changedFrom >= 0)
                    workspace.Append(partial);
                continue;
            }

            if (changedFrom < 0)
                changedFrom = i;
            Move(ref partial, at, current, bits, isNext, ref alive, sink);
        }

        if (changedFrom < 0)
            return;
        partials.ReplaceFrom(changedFrom, workspace.Next.AsSpan(0, workspace.NextCount));
        workspace.Clear();
        Settle();
    }

    /// <summary>Decides each open way of a partial match; what it grows into stands before what is left of it.</summary>
    private void Move(ref PartialMatch partial, StepPosition at, PatternEvent? current, ulong bits, bool isNext, ref int alive, IMatchSink sink)
    {
        var node = partial.Node;
        var before = partial.Open & ~at.Flags;
        var taken = workspace.Taken;
        taken.Node = node;
        var ended = current is null ? partial.Open & at.Flags : EndedAfter(partial.Open & at.Flags, at, current, bits, taken);
        var open = before;
        ulong takes = 0;
        var isComplete = false;
        for (var rest = open; rest != 0; rest &= rest - 1)
        {
            var bit = rest & (~rest + 1);
            var hop = at.Hops[System.Numerics.BitOperations.TrailingZeroCount(rest)];
            if (current is not null && IsClosed(hop, node, current, bits, isNext, ended, taken))
            {
                open &= ~bit;
            }
            else if (hop.Target == Hop.End)
            {
                if (!hop.EndsWithNext || !isNext)
                    continue;
                isComplete = true;
                open &= ~bit;
            }
            else
            {
                var holds = current is not null && (isNext || hop.Contiguity != Contiguity.Next) && hop.Take!.Holds(bits, current, taken);
                if (holds && !hop.Take!.IsEnded(bits, current!, taken))
                    takes |= bit;
                if (hop.Contiguity == Contiguity.Next || (holds && hop.Contiguity == Contiguity.FollowedBy))
                    open &= ~bit;
            }
        }

        var counters = partial.Counters;
        var left = new PartialMatch { Node = node, Counters = counters, Open = open | ended, Due = partial.Due };
        alive--;
        if (open != 0)
            alive++;
        if (isComplete)
            Complete(node, sink);
        for (; takes != 0; takes &= takes - 1)
        {
            var hop = at.Hops[System.Numerics.BitOperations.TrailingZeroCount(takes)];
            var counted = counters;
            if (hop.TryCount(ref counted))
                Reach(node, hop.Target, counted, current!, ref alive, sink);
        }

        if (open == 0)
            return;
        if (at.HasLimits && open != before)
            left.Due = DueOf(left);
        workspace.Append(left);
    }

    /// <summary>Whether until, a negation or a greedy loop closes the way.</summary>
    private bool IsClosed(Hop hop, MatchNode node, PatternEvent current, ulong bits, bool isNext, ulong ended, TakenEvents taken)
    {
        if ((ended & hop.Ended) != 0)
            return true;
        foreach (var negation in hop.Negations)
        {
            if ((isNext || !negation.NextOnly)
                && (negation.Limit == long.MaxValue || clock - node.Time < negation.Limit)
                && negation.Test.Holds(bits, current, taken))
                return true;
        }

        for (var i = 0; i < hop.Greedy.Length; i++)
        {
            if ((ended & hop.GreedyEnded[i]) == 0 && hop.Greedy[i].Holds(bits, current, taken))
                return true;
        }

        return false;
    }

    /// <summary>The loops that until has ended, the present event included.</summary>
    private static ulong EndedAfter(ulong ended, StepPosition at, PatternEvent current, ulong bits, TakenEvents taken)
    {
        for (var i = 0; i < at.Untils.Length; i++)
        {
            if ((ended & StepPosition.EndedFlag(i)) == 0 && at.Untils[i].Holds(bits, current, taken))
                ended |= StepPosition.EndedFlag(i);
        }

        return ended;
    }

    private void Begin(PatternEvent current, ulong bits, IMatchSink sink)
    {
        var alive = partials.Count;
        foreach (var hop in program.Starts)
        {
            var taken = workspace.Taken;
            taken.Node = null;
            if ((bits & hop.Take!.Bit) == 0 || !hop.Take.Holds(bits, current, taken) || hop.Take.IsEnded(bits, current, taken)
                || hop.Greedy.Any(g => g.Holds(bits, current, taken) && !g.IsEnded(bits, current, taken)))
                continue;
            ulong counters = 0;
            if (hop.TryCount(ref counters))
                Reach(null, hop.Target, counters, current, ref alive, sink);
        }

        foreach (ref readonly var begun in workspace.Next.AsSpan(0, workspace.NextCount))
        {
            partials.Add(begun);
            interest |= program.Positions[begun.Node.Step]!.Interest;
            NextDue = Math.Min(NextDue, begun.Due);
        }

        workspace.Clear();
    }

    /// <summary>A step takes an event.</summary>
    private void Reach(MatchNode? parent, int step, ulong counters, PatternEvent current, ref int alive, IMatchSink sink)
    {
        MatchNode? node;
        if (!program.IsAmbiguous)
        {
            node = new MatchNode(parent, current, step, position);
        }
        else
        {
            if (!workspace.Nodes.TryGetValue((parent, step), out node))
                workspace.Nodes.Add((parent, step), node = new MatchNode(parent, current, step, position));
            if (!workspace.States.Add((node, counters)))
                return;
        }

        var at = program.Positions[step]!;
        if (at.IsComplete(counters))
            Complete(node, sink);
        var open = at.OpenHops(counters);
        if (open == 0)
            return;
        if (alive >= program.Definition.MaxPartialMatches)
        {
            Notice(PatternNotice.PartialMatchesCapped, sink);
            return;
        }

        alive++;
        isNextDecisive |= (at.Strict & open) != 0;
        var partial = new PartialMatch { Node = node, Counters = counters, Open = open };
        partial.Due = DueOf(partial);
        workspace.Append(partial);
    }

    private void Complete(MatchNode match, IMatchSink sink)
    {
        if (match.IsComplete)
            return;
        match.IsComplete = true;
        if (program.Definition.Skip.Kind == SkipKind.None)
            sink.OnMatch(new PatternMatch(program, match));
        else
            (held ??= new HeldMatches()).Add(match, (position, clock));
    }

    /// <summary>Rule 9: reports the matches that no older partial match can precede any more, and drops what each skips.</summary>
    private void Release(IMatchSink sink)
    {
        while (held!.Count > 0)
        {
            var match = held.First;
            if (partials.Count > 0 && partials[0].Node.Root.Position < match.Root.Position)
            {
                if (program.Within == long.MaxValue)
                    Notice(PatternNotice.MatchHeldBack, sink);
                if (held.Count <= program.Definition.MaxPartialMatches)
                    return;
                Notice(PatternNotice.PartialMatchesGivenUp, sink);
                DropPartials(match.Root.Position - 1);
            }

            held.RemoveFirst();
            sink.OnMatch(new PatternMatch(program, match));
            var upTo = HeldMatches.SkippedUpTo(program, match);
            held.DropUpTo(upTo);
            DropPartials(upTo);
        }
    }

    private void DropPartials(long upTo)
    {
        var count = 0;
        while (count < partials.Count && partials[count].Node.Root.Position <= upTo)
            count++;
        if (count == 0)
            return;
        partials.DropFirst(count);
        Settle();
    }

    /// <summary>One moment: what becomes due exactly then.</summary>
    private void Expire(long due, IMatchSink sink)
    {
        var first = -1;
        var i = 0;
        for (; i < partials.Count; i++)
        {
            ref var partial = ref partials[i];
            if (partial.Due == due)
            {
                if (first < 0)
                    first = i;
                Expire(ref partial, due, sink);
            }
            else if (program.ExpiresInOrder)
            {
                break;
            }
            else if (first >= 0)
            {
                workspace.Append(partial);
            }
        }

        if (program.ExpiresInOrder)
        {
            partials.DropFirst(i);
            NextDue = partials.Count == 0 ? long.MaxValue : partials[0].Due;
        }
        else
        {
            partials.ReplaceFrom(first, workspace.Next.AsSpan(0, workspace.NextCount));
            workspace.Clear();
            Settle();
        }

        TimeOut(due, sink);
        if (HeldCount > 0)
            Release(sink);
    }

    /// <summary>A branch times out once, when the last of its ways has run out of time and nothing completed it at that moment.</summary>
    private void TimeOut(long due, IMatchSink sink)
    {
        var nodes = workspace.TimedOut;
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            if (!program.IsAmbiguous || (nodes.IndexOf(node) == i && !IsOpen(node) && !workspace.Completed.Contains(node)))
                sink.OnTimeout(new PatternMatch(program, node), new EventTime(due));
        }

        nodes.Clear();
        workspace.Completed.Clear();
    }

    private bool IsOpen(MatchNode node)
    {
        foreach (ref readonly var partial in partials.AsSpan())
        {
            if (partial.Node == node)
                return true;
        }

        return false;
    }

    private void Expire(ref PartialMatch partial, long due, IMatchSink sink)
    {
        var node = partial.Node;
        var at = program.Positions[node.Step]!;
        var open = partial.Open & ~at.Flags;
        var isComplete = false;
        for (var i = 0; i < at.Hops.Length; i++)
        {
            if ((open & (1UL << i)) == 0 || DueOf(node, at.Hops[i]) > due)
                continue;
            isComplete |= at.Hops[i].Target == Hop.End;
            open &= ~(1UL << i);
        }

        if (isComplete)
        {
            Complete(node, sink);
            if (program.IsAmbiguous)
                workspace.Completed.Add(node);
        }

        if (due >= Deadline(node) || open == 0)
        {
            if (!isComplete && program.Definition.Timeouts)
                workspace.TimedOut.Add(node);
            return;
        }

        partial.Open = open | (partial.Open & at.Flags);
        partial.Due = DueOf(partial);
        workspace.Append(partial);
    }

    /// <summary>When time closes a hop, or completes it.</summary>
    internal long DueOf(MatchNode node, Hop hop)
    {
        if (hop.Target != Hop.End)
            return Sum(node.Time, hop.Limit);
        if (hop.EndsWithNext)
            return long.MaxValue;
        var due = long.MinValue;
        foreach (var negation in hop.Negations)
        {
            if (!negation.NextOnly)
                due = Math.Max(due, Math.Min(Deadline(node), Sum(node.Time, negation.Limit)));
        }

        return due;
    }

    private long DueOf(in PartialMatch partial)
    {
        var due = Deadline(partial.Node);
        var at = program.Positions[partial.Node.Step]!;
        for (var i = 0; at.HasLimits && i < at.Hops.Length; i++)
        {
            if ((partial.Open & (1UL << i)) != 0)
                due = Math.Min(due, DueOf(partial.Node, at.Hops[i]));
        }

        return due;
    }

    /// <summary>When the pattern's within is over.</summary>
    internal long Deadline(MatchNode node) => Sum(node.Root.Time, program.Within);

    private static long Sum(long time, long span) => span == long.MaxValue || span > long.MaxValue - Math.Max(time, 0) ? long.MaxValue : time + span;

    private long FindNextDue()
    {
        if (program.ExpiresInOrder)
            return partials[0].Due;
        Settle();
        return NextDue;
    }

    /// <summary>What all partial matches together wait for.</summary>
    private void Settle()
    {
        interest = 0;
        NextDue = long.MaxValue;
        foreach (ref readonly var partial in partials.AsSpan())
        {
            interest |= program.Positions[partial.Node.Step]!.Interest;
            NextDue = Math.Min(NextDue, partial.Due);
        }
    }

    private void Notice(PatternNotice notice, IMatchSink sink)
    {
        var isFirst = (Noticed & notice) == 0;
        Noticed |= notice;
        sink.OnNotice(notice, isFirst);
    }
}
