using System.Collections.Immutable;

namespace Millrace.Messages.Codecs;

/// <summary>What the outputs of one actor table look like.</summary>
/// <param name="Name">The window's, pattern's or actor's name.</param>
/// <param name="Values">The names and types of its values, in the order in which they stand in <see cref="OutputBatch.Values"/>; empty for a pattern.</param>
public sealed record OutputSchema(string Name, ImmutableArray<(string Name, FieldType Type)> Values);
