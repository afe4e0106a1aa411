namespace Millrace.Actors.Patterns;

/// <summary>What a hop does to the counter of a loop. Counters are 16 bits each in one word, one for each loop around a step.</summary>
/// <param name="Kind">Enter, iterate or leave.</param>
/// <param name="Shift">Where the counter lies.</param>
/// <param name="Least">Leaving needs so many.</param>
/// <param name="Most">Iterating needs fewer; a loop without limit has its counter stay at <paramref name="Ceiling"/>.</param>
/// <param name="Ceiling">The counter goes no higher.</param>
internal readonly record struct LoopOperation(LoopOperationKind Kind, int Shift, int Least, int Most, int Ceiling)
{
    public static LoopOperation Of(LoopOperationKind kind, ElementNode loop)
    {
        var quantifier = loop.Element!.Quantifier;
        return new LoopOperation(kind, loop.LoopDepth * 16, quantifier.Min, quantifier.Max ?? int.MaxValue, quantifier.Max ?? quantifier.Min);
    }

    public bool TryApply(ref ulong counters)
    {
        var count = (int)((counters >> Shift) & 0xFFFF);
        switch (Kind)
        {
            case LoopOperationKind.Enter:
                count = 1;
                break;
            case LoopOperationKind.Iterate when count >= Most:
            case LoopOperationKind.Leave when count < Least:
                return false;
            case LoopOperationKind.Iterate:
                count = Math.Min(count + 1, Ceiling);
                break;
            default:
                count = 0;
                break;
        }

        counters = (counters & ~(0xFFFFUL << Shift)) | ((ulong)count << Shift);
        return true;
    }
}
