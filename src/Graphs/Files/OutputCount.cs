using Millrace.Messages;

namespace Millrace.Graphs.Files;

/// <summary>How many outputs of one kind were written for one name.</summary>
/// <param name="Kind">What they say.</param>
/// <param name="Name">The window's, pattern's or actor's name; empty for records that could not be read.</param>
/// <param name="Count">How many.</param>
public readonly record struct OutputCount(OutputKind Kind, string Name, long Count);
