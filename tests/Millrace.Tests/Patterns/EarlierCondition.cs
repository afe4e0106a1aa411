using Millrace.Actors.Patterns;

namespace Millrace.Tests.Patterns;

/// <summary>Compares the number in column 0 with what a step has taken so far.</summary>
internal sealed class EarlierCondition(EarlierCondition.Kind kind, int step) : MatchCondition($"{kind}({step})")
{
    public enum Kind
    {
        AtLeastLast,
        SumUpToSix,
        NotAsFirst,
        FewerThanTwo,
        AboveMin,
    }

    public override bool Test(PatternEvent current, ITakenEvents taken)
    {
        var value = current.Number(0);
        return kind switch
        {
            Kind.AtLeastLast => taken.Last(step) is not { } last || value >= last.Number(0),
            Kind.SumUpToSix => taken.Count(step) == 0 || taken.Sum(step, 0) + value <= 6,
            Kind.NotAsFirst => taken.First(step) is not { } first || value != first.Number(0),
            Kind.FewerThanTwo => taken.Count(step) < 2,
            _ => !(value <= taken.Min(step, 0)) && !(value > taken.Max(step, 0) + 2) && !(value == taken.Average(step, 0)),
        };
    }
}
