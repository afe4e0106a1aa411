using System.Collections.Immutable;

namespace Millrace.Actors.Patterns;

/// <summary>
/// Finds every way on from each step. A position of the automaton is a step whose event was just taken (Glushkov's construction), loops are counted
/// and not unrolled, so a pattern has as many positions as steps; what lies between two events (rules 1 and 4 to 7) stands on the hop between them.
/// </summary>
internal sealed class HopCompiler(ElementNode root, ConditionTable conditions)
{
    private readonly List<Hop> hops = [];
    private readonly List<LoopOperation[]> ends = [];
    private bool isFirst;

    /// <summary>The ways to begin: free of contiguity, limits and negations, since nothing comes before (rule 2). What a greedy loop could take it must not leave to the step after it, here too.</summary>
    public Hop[] Starts()
    {
        hops.Clear();
        isFirst = true;
        Through(root, 0, HopPath.Start);
        isFirst = false;
        return [.. hops];
    }

    /// <summary>The ways on from a step, and the counters with which the pattern is complete there at once.</summary>
    public (Hop[] Hops, LoopOperation[][] Ends) From(ElementNode step)
    {
        hops.Clear();
        ends.Clear();
        After(step, HopPath.Start);
        return ([.. hops], [.. ends]);
    }

    /// <summary>The node has taken its events: another round of it, or on to what follows.</summary>
    private void After(ElementNode node, HopPath path)
    {
        if (node.Parent is null)
        {
            Finish(path);
            return;
        }

        if (node.IsLoop)
            path = Again(node, path);
        Onward(node, path);
    }

    /// <summary>Another round of a loop; returns the way out of it. A round may come and take nothing: the rounds that are still missing do so.</summary>
    private HopPath Again(ElementNode loop, HopPath path)
    {
        var round = Inside(loop, path).With(LoopOperationKind.Iterate, loop);
        var through = Body(loop, round with { Head = loop.Element!.Quantifier.Inner });
        foreach (var empty in through.Where(p => p.IsBoundMoreThan(path)))
            Onward(loop, empty.Leave(loop, least: 0) with { Head = null });
        path = path.Leave(loop, through.Any(p => !p.IsBoundMoreThan(path)) ? 0 : loop.Element.Quantifier.Min);
        return loop.IsGreedy ? path with { Greedy = path.Greedy.Add(loop) } : path;
    }

    private void Onward(ElementNode node, HopPath path)
    {
        var parent = node.Parent!;
        if (parent.Element is Choice)
        {
            After(parent, path);
            return;
        }

        foreach (var through in Through(parent, node.Index + 1, Inside(parent, path)))
            After(parent, through);
    }

    /// <summary>Along the children of a sequence from one on: a hop to each that can come first, and the ways past them all.</summary>
    private List<HopPath> Through(ElementNode sequence, int from, HopPath path)
    {
        List<HopPath> paths = [path];
        for (var i = from; i < sequence.Children.Count && paths.Count > 0; i++)
        {
            var child = sequence.Children[i];
            paths = child.IsNegated ? paths.ConvertAll(p => p.Past(child)) : [.. paths.SelectMany(p => Enter(child, p))];
        }

        return paths;
    }

    private List<HopPath> Enter(ElementNode node, HopPath path)
    {
        var element = node.Element!;
        var entered = path with { Head = path.Head ?? element.Contiguity, Limit = Math.Min(path.Limit, Milliseconds(element.Within)) };
        if (node.IsLoop)
            entered = entered.With(LoopOperationKind.Enter, node);
        var through = Body(node, entered);
        if (element.Quantifier.Optional)
            return [path.PassingBy(node)];
        return through.ConvertAll(p => p with { Head = null, Limit = path.Limit, Operations = path.Operations });
    }

    private List<HopPath> Body(ElementNode node, HopPath path)
    {
        switch (node.Element)
        {
            case Step:
                hops.Add(ToStep(node, path));
                return [];
            case Choice:
                List<HopPath> through = [.. node.Children.SelectMany(c => Enter(c, path))];
                return through.Find(p => !p.IsBoundMoreThan(path)) is { } free ? [free] : through;
            default:
                return Through(node, 0, path);
        }
    }

    /// <summary>A hop that stays inside the node is bound by all loops around it.</summary>
    private static HopPath Inside(ElementNode node, HopPath path)
    {
        var limit = long.MaxValue;
        var negations = ImmutableArray.CreateBuilder<ElementNode>();
        var untils = ImmutableArray.CreateBuilder<ElementNode>();
        foreach (var loop in node.Loops())
        {
            limit = Math.Min(limit, Milliseconds(loop.Element!.LoopWithin));
            if (loop.Element.Until is not null)
                untils.Add(loop);
            if (loop.Parent!.Element is Choice)
                continue;
            for (var i = loop.Index + 1; i < loop.Parent.Children.Count && loop.Parent.Children[i].IsNegated; i++)
            {
                if (loop.Parent.Children[i].Element!.Contiguity == Contiguity.FollowedBy || (loop == node && loop.Step is not null))
                    negations.Add(loop.Parent.Children[i]);
            }
        }

        return path with { LoopLimit = limit, LoopNegations = negations.ToImmutable(), LoopUntils = untils.ToImmutable() };
    }

    private void Finish(HopPath path)
    {
        if (!path.EndsInNegation)
        {
            ends.Add([.. path.Operations]);
            return;
        }

        hops.Add(new Hop
        {
            Target = Hop.End,
            Contiguity = Contiguity.FollowedBy,
            Limit = long.MaxValue,
            Take = null,
            Negations = [.. path.Negations.Select(GuardOf)],
            Greedy = [],
            Untils = [],
            Operations = [.. path.Operations],
        });
    }

    private Hop ToStep(ElementNode target, HopPath path) => new()
    {
        Target = target.StepIndex,
        Contiguity = path.Head ?? target.Element!.Contiguity,
        Limit = Math.Min(path.Limit, path.LoopLimit),
        Take = conditions.TestOf(target),
        Negations = isFirst ? [] : [.. path.Negations.Concat(path.LoopNegations).Distinct().Select(GuardOf)],
        Greedy = [.. path.Greedy.Select(conditions.TestOf)],
        Untils = [.. path.LoopUntils.Select(l => conditions.UntilOf(l)!)],
        Operations = [.. path.Operations],
    };

    private NegationGuard GuardOf(ElementNode negation) =>
        new(conditions.TestOf(negation), negation.Element!.Contiguity == Contiguity.Next, Milliseconds(negation.Element.Within), negation);

    internal static long Milliseconds(TimeSpan? limit) => limit is null ? long.MaxValue : limit.Value.Ticks / TimeSpan.TicksPerMillisecond;
}
