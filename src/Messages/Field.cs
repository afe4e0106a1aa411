namespace Millrace.Messages;

/// <summary>A field that the pipeline uses, and the column of a batch that holds it.</summary>
/// <param name="Name">The name as in the record; nested fields are <c>a.b</c>.</param>
/// <param name="Type">What the field holds.</param>
/// <param name="Column">Its index among <see cref="ReadingBatch.Numbers"/> (numbers and booleans) or <see cref="ReadingBatch.Symbols"/> (text).</param>
/// <param name="IsKey">Whether actors are keyed by it: then a number or a boolean in the record is taken by its text.</param>
public sealed record Field(string Name, FieldType Type, int Column, bool IsKey = false);
