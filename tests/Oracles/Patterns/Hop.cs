using System.Collections.Immutable;
using Millrace.Actors.Patterns;

namespace Millrace.Oracles.Patterns;

/// <summary>The step that a run is to take next, and how.</summary>
/// <param name="Step">The step.</param>
/// <param name="Contiguity">How its event must lie to the event taken before.</param>
/// <param name="LoopBegun">Whether it is a further event of a loop, which <c>until</c> can end.</param>
/// <param name="Limits">The gap to the event before is less than each of these.</param>
/// <param name="OuterUntils">What ends the loops of groups and choices around the step, none of which takes such an event.</param>
/// <param name="BegunUntils">Those of them whose loop has taken an event, so that such an event ends it.</param>
internal sealed record Hop(
    Step Step,
    Contiguity Contiguity,
    bool LoopBegun,
    ImmutableList<TimeSpan> Limits,
    ImmutableList<StepCondition> OuterUntils,
    ImmutableList<StepCondition> BegunUntils);
