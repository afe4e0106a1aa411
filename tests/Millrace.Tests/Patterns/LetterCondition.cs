using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Tests.Patterns;

/// <summary>Whether the text field in symbol column 0 is one of some letters; of no letters: any reading.</summary>
internal sealed class LetterCondition(string letters, SymbolTable symbols) : Condition(letters)
{
    public string Letters { get; } = letters;

    public override void Evaluate(ReadingBatch batch, int from, int to, bool[] into)
    {
        for (var row = from; row < to; row++)
            into[row] = symbols.Text(batch.Symbols[0][row]) is { } letter && Letters.Contains(letter, StringComparison.Ordinal);
    }
}
