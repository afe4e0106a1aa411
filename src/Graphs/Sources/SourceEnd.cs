namespace Millrace.Graphs.Sources;

/// <summary>Where a partition ends at a moment.</summary>
/// <param name="Offset">The offset that the next record to be appended will have.</param>
/// <param name="Time">Every record from that offset on arrives at this time or later; milliseconds since the Unix epoch. A reader that has come to the
/// end may take it for granted that nothing arrives before it, now and when the same log is read again after a crash.</param>
public readonly record struct SourceEnd(long Offset, long Time);
