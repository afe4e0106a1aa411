namespace Millrace.Graphs.Results;

/// <summary>A record of an output. Immutable.</summary>
/// <param name="Output">The output.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Arrival">When it was put out, milliseconds since the Unix epoch.</param>
/// <param name="Json">The JSON object in UTF-8, without a line break.</param>
public sealed record ResultRecord(string Output, int Partition, long Offset, long Arrival, ReadOnlyMemory<byte> Json);
