namespace Millrace.Actors.Windows;

/// <summary>When a window that is still open gives provisional results.</summary>
/// <param name="Every">Each so much event time from the window's start, when something has come since the last; null after each reading.</param>
public sealed record EarlyResults(TimeSpan? Every);
