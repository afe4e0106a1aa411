namespace Millrace.Oracles.Windows;

/// <summary>Something that happens when the watermark passes a time.</summary>
/// <param name="Time">The end of the window, or the moment of its provisional result.</param>
/// <param name="Window">The window.</param>
/// <param name="Emit">Does it.</param>
internal sealed record OracleFiring(long Time, OracleWindow Window, Action<List<WindowFact>> Emit);
