using Millrace.Actors.Kernel;

namespace Millrace.Actors.Patterns;

/// <summary>Reads what a <see cref="MatchStateWriter"/> wrote.</summary>
internal sealed class MatchStateReader(PatternProgram program)
{
    private MatchNode[] nodes = [];

    public PartialMatch[] ReadPartials(ref StateReader reader)
    {
        ReadNodes(ref reader);
        var partials = new PartialMatch[reader.Count()];
        foreach (ref var partial in partials.AsSpan())
        {
            partial.Node = At(nodes, reader.Count());
            partial.Counters = (ulong)reader.Integer();
            partial.Open = (ulong)reader.Integer();
            partial.Due = reader.Integer();
        }

        return partials;
    }

    public MatchNode[] ReadHeld(ref StateReader reader)
    {
        var held = new MatchNode[reader.Count()];
        for (var i = 0; i < held.Length; i++)
            held[i] = At(nodes, reader.Count());
        return held;
    }

    private void ReadNodes(ref StateReader reader)
    {
        var events = new PatternEvent[reader.Count()];
        for (var i = 0; i < events.Length; i++)
            events[i] = PatternEvent.Load(ref reader);
        nodes = new MatchNode[reader.Count()];
        for (var i = 0; i < nodes.Length; i++)
        {
            var parent = reader.Count();
            var taken = At(events, reader.Count());
            var step = reader.Count();
            if (parent > i || step >= program.Positions.Length || program.Positions[step] is null)
                throw new InvalidDataException("The state is not of this pattern.");
            nodes[i] = new MatchNode(parent == 0 ? null : nodes[parent - 1], taken, step, reader.Integer()) { IsComplete = reader.Flag() };
        }
    }

    private static T At<T>(T[] items, int index) =>
        index < items.Length ? items[index] : throw new InvalidDataException("The state is not of this pattern.");
}
