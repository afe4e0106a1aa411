using System.Collections.Immutable;
using Millrace.Actors.Patterns;

namespace Millrace.Oracles.Patterns;

/// <summary>What lies on every hop between two events of a loop, and what limits the gap to an element's first event.</summary>
/// <param name="Taken">How many events had been taken when the element was entered.</param>
/// <param name="FirstOnly">In force before the element's first event; otherwise after it.</param>
/// <param name="Limit">The gap is less than this.</param>
/// <param name="Negations">Negations after the loop, in force from its first event on.</param>
/// <param name="Until">What ends the loop of a group or a choice; null for nothing, and for a step, which says so itself.</param>
internal sealed record LoopBound(int Taken, bool FirstOnly, TimeSpan? Limit, ImmutableArray<Step> Negations, StepCondition? Until)
{
    public bool IsInForce(Branch branch) => FirstOnly ? branch.Taken.Count == Taken : branch.Taken.Count > Taken;
}
