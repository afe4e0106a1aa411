namespace Millrace.Oracles.Patterns;

/// <summary>A run that waits for an event of one step, or for the end of its time, and when it stops waiting.</summary>
/// <param name="Branch">What it has taken.</param>
/// <param name="End">When the waiting ends.</param>
/// <param name="TimesOut">Whether time ends it, and not an event or the end of the input.</param>
/// <param name="IsPending">Whether it waits for a negated step at the end to be over: if time ends that, it is a match and no timeout.</param>
internal sealed record Wait(Branch Branch, Moment End, bool TimesOut, bool IsPending);
