namespace Millrace.Graphs.Results;

/// <summary>A result of the live feed.</summary>
/// <param name="Record">The result.</param>
/// <param name="Cursor">Where to go on after it, as <see cref="ResultCursor"/> reads it: the id of a server-sent event.</param>
public sealed record ResultEvent(ResultRecord Record, string Cursor);
