namespace Millrace.Graphs.Inspection;

/// <summary>A record that was looked for.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Partition">The number of its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Arrival">When it was appended, milliseconds since the Unix epoch.</param>
/// <param name="Json">What it holds, a JSON object; memory of its own.</param>
public sealed record FoundRecord(string Topic, int Partition, long Offset, long Arrival, ReadOnlyMemory<byte> Json);
