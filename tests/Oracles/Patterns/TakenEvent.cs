namespace Millrace.Oracles.Patterns;

/// <summary>One event of a run: which step took which event. Steps by number, depth first; events by place in matching order.</summary>
public readonly record struct TakenEvent(int Step, int Event);
