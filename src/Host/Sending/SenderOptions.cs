namespace Millrace.Host.Sending;

/// <summary>Where readings are sent and how.</summary>
/// <param name="Server">The service.</param>
/// <param name="Token">Its token; null for none.</param>
/// <param name="Rate">The most readings a second; null for no bound.</param>
/// <param name="Keep">Whether good readings are kept when others of their request are bad.</param>
public sealed record SenderOptions(Uri Server, string? Token, double? Rate, bool Keep);
