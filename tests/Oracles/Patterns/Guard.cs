using System.Collections.Immutable;
using Millrace.Actors.Patterns;

namespace Millrace.Oracles.Patterns;

/// <summary>What forbids events after the event taken last, up to and including the one taken next.</summary>
internal abstract record Guard
{
    /// <summary>Rule 7: an event that fulfils a negated step must not come; with <c>next</c> only the very next event is asked.</summary>
    public sealed record Negation(Step Step) : Guard;

    /// <summary>Rule 5: a greedy loop has been left, so nothing may come that it could have taken, until its <c>until</c> has ended it, or that of a loop around it.</summary>
    public sealed record LeftGreedily(Step Step, ImmutableList<StepCondition> OuterUntils) : Guard;
}
