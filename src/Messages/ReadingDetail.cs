namespace Millrace.Messages;

/// <summary>A late reading.</summary>
/// <param name="Watermark">The watermark against which it was late.</param>
/// <param name="Json">The reading as it came, as a JSON object.</param>
public sealed record ReadingDetail(EventTime Watermark, ReadOnlyMemory<byte> Json);
