namespace Millrace.Oracles.Patterns;

/// <summary>A complete run, and when it was complete.</summary>
internal sealed record FoundMatch(Branch Branch, Moment Completion);
