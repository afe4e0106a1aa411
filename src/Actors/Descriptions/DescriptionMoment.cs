using Millrace.Messages;

namespace Millrace.Actors.Descriptions;

/// <summary>What an actor has to know to describe itself.</summary>
/// <param name="Watermark">The watermark of its clock, milliseconds since the Unix epoch; <see cref="long.MinValue"/> before the first.</param>
/// <param name="Symbols">What the symbols in its state stand for.</param>
public readonly record struct DescriptionMoment(long Watermark, SymbolTable Symbols);
