namespace Millrace.Actors.Aggregates;

/// <summary>A window that a result is computed for.</summary>
/// <param name="Start">Its start, inclusive, milliseconds since the Unix epoch.</param>
/// <param name="End">Its end, exclusive.</param>
/// <param name="Readings">The readings in it, those with a missing value included.</param>
public readonly record struct WindowSpan(long Start, long End, long Readings);
