using Millrace.Actors.Kernel;

namespace Millrace.Actors.Patterns;

/// <summary>Writes partial matches with what they share: every event once, every node once, a node after what it follows.</summary>
internal sealed class MatchStateWriter(StateWriter writer)
{
    private readonly List<MatchNode> nodes = [];
    private readonly Dictionary<MatchNode, int> nodeNumbers = [];
    private readonly List<PatternEvent> events = [];
    private readonly Dictionary<PatternEvent, int> eventNumbers = [];

    public void Write(ReadOnlySpan<PartialMatch> partials, HeldMatches? held)
    {
        foreach (ref readonly var partial in partials)
            Collect(partial.Node);
        for (var i = 0; i < (held?.Count ?? 0); i++)
            Collect(held![i]);
        WriteNodes();
        writer.Count(partials.Length);
        foreach (ref readonly var partial in partials)
        {
            writer.Count(nodeNumbers[partial.Node]);
            writer.Integer((long)partial.Counters);
            writer.Integer((long)partial.Open);
            writer.Integer(partial.Due);
        }

        writer.Count(held?.Count ?? 0);
        for (var i = 0; i < (held?.Count ?? 0); i++)
            writer.Count(nodeNumbers[held![i]]);
    }

    private void Collect(MatchNode? node)
    {
        var start = nodes.Count;
        for (; node is not null && !nodeNumbers.ContainsKey(node); node = node.Parent)
        {
            nodeNumbers.Add(node, 0);
            nodes.Add(node);
        }

        nodes.Reverse(start, nodes.Count - start);
        for (var i = start; i < nodes.Count; i++)
            nodeNumbers[nodes[i]] = i;
    }

    private void WriteNodes()
    {
        foreach (var node in nodes)
        {
            if (eventNumbers.TryAdd(node.Event, events.Count))
                events.Add(node.Event);
        }

        writer.Count(events.Count);
        foreach (var taken in events)
            taken.Save(writer);
        writer.Count(nodes.Count);
        foreach (var node in nodes)
        {
            writer.Count(node.Parent is null ? 0 : nodeNumbers[node.Parent] + 1);
            writer.Count(eventNumbers[node.Event]);
            writer.Count(node.Step);
            writer.Integer(node.Position);
            writer.Flag(node.IsComplete);
        }
    }
}
