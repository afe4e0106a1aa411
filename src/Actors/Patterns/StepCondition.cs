using Millrace.Actors.Kernel;

namespace Millrace.Actors.Patterns;

/// <summary>
/// What a step asks of a reading: a condition on the reading alone, and one that also looks at the events taken so far. Both must hold; null holds always.
/// Keep as much as possible in <paramref name="Plain"/>: that is evaluated once per reading for all patterns, a run of rows at a time.
/// </summary>
/// <param name="Plain">On the reading alone.</param>
/// <param name="Iterative">On the reading and the events taken so far; asked only when the plain one holds.</param>
public sealed record StepCondition(Condition? Plain, MatchCondition? Iterative = null);
