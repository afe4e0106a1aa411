namespace Millrace.Actors.Patterns;

/// <summary>A negation that a hop passes over.</summary>
/// <param name="Test">What must not come.</param>
/// <param name="NextOnly">Whether it looks at the very next reading alone.</param>
/// <param name="Limit">It looks at readings nearer than this to the event before, milliseconds; <see cref="long.MaxValue"/> without limit.</param>
/// <param name="Step">The negated step.</param>
internal sealed record NegationGuard(StepTest Test, bool NextOnly, long Limit, ElementNode Step);
