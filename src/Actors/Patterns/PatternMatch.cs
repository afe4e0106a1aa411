using System.Collections.Immutable;
using Millrace.Messages;

namespace Millrace.Actors.Patterns;

/// <summary>A match, or a partial match that ran out of time: the events taken, each in its step. Valid for as long as it is kept.</summary>
public readonly struct PatternMatch
{
    private readonly PatternProgram program;
    private readonly MatchNode node;

    internal PatternMatch(PatternProgram program, MatchNode node)
    {
        this.program = program;
        this.node = node;
    }

    /// <summary>The first event.</summary>
    public PatternEvent First => node.Root.Event;

    /// <summary>The last event.</summary>
    public PatternEvent Last => node.Event;

    /// <summary>A number that tells it apart from the other matches of its key: a hash (FNV-1a, 64 bits) of which events were taken in which steps; the same in every run over the same input.</summary>
    public long Fingerprint
    {
        get
        {
            var hash = 0xCBF2_9CE4_8422_2325;
            for (var at = node; at is not null; at = at.Parent)
                hash = (((hash ^ (ulong)at.Step) * 0x100_0000_01B3) ^ (ulong)at.Event.Sequence) * 0x100_0000_01B3;
            return (long)(hash >> 1);
        }
    }

    /// <summary>The events by step, steps in the order of the pattern, events in the order taken; steps without events are left out.</summary>
    public MatchDetail ToDetail()
    {
        var events = new ImmutableArray<MatchEvent>.Builder?[program.StepNames.Length];
        for (var at = node; at is not null; at = at.Parent)
            (events[at.Step] ??= ImmutableArray.CreateBuilder<MatchEvent>()).Add(new MatchEvent(at.Event.Time, at.Event.Sequence, at.Event.Json));
        var steps = ImmutableArray.CreateBuilder<MatchStep>();
        for (var step = 0; step < events.Length; step++)
        {
            if (events[step] is not { } taken)
                continue;
            taken.Reverse();
            steps.Add(new MatchStep(program.StepNames[step], taken.ToImmutable()));
        }

        return new MatchDetail(steps.ToImmutable());
    }
}
