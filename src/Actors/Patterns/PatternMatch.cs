using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Millrace.Messages;

namespace Millrace.Actors.Patterns;

/// <summary>A match, or a partial match that ran out of time: the events taken, each in its step. Valid for as long as it is kept.</summary>
public readonly struct PatternMatch
{
    /// <summary>The most steps that are counted on the stack.</summary>
    private const int MaxCounted = 64;

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
        Span<int> counts = stackalloc int[MaxCounted];
        counts = program.StepNames.Length <= MaxCounted ? counts[..program.StepNames.Length] : new int[program.StepNames.Length];
        counts.Clear();
        var taken = 0;
        for (var at = node; at is not null; at = at.Parent)
            taken += counts[at.Step]++ == 0 ? 1 : 0;
        var steps = new MatchStep[taken];
        for (var step = counts.Length - 1; step >= 0; step--)
        {
            if (counts[step] > 0)
                steps[--taken] = new MatchStep(program.StepNames[step], EventsOf(step, counts[step]));
        }

        return new MatchDetail(ImmutableCollectionsMarshal.AsImmutableArray(steps));
    }

    private ImmutableArray<MatchEvent> EventsOf(int step, int count)
    {
        var events = new MatchEvent[count];
        for (var at = node; count > 0; at = at!.Parent)
        {
            if (at!.Step == step)
                events[--count] = new MatchEvent(at.Event.Time, at.Event.Sequence, at.Event.Json);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(events);
    }
}
