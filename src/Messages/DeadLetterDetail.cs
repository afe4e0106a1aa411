namespace Millrace.Messages;

/// <summary>A record that could not be read or handled.</summary>
/// <param name="Partition">The partition it came from.</param>
/// <param name="Offset">Its offset there; in a file its line, from 1.</param>
/// <param name="Reason">What is wrong with it, for a person.</param>
/// <param name="Raw">Its bytes, cut off at 64 KiB.</param>
public sealed record DeadLetterDetail(int Partition, long Offset, string Reason, ReadOnlyMemory<byte> Raw);
