namespace Millrace.Oracles.Windows;

/// <summary>Something that happens when the watermark passes a time.</summary>
/// <param name="Time">The end of the window, or the moment of its provisional result.</param>
/// <param name="Key">The window's key.</param>
/// <param name="Start">The window's start.</param>
/// <param name="Emit">Does it.</param>
internal sealed record OracleFiring(long Time, int Key, long Start, Action<List<WindowFact>> Emit);
