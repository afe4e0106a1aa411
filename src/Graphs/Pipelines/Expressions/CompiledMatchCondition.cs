using Millrace.Actors.Patterns;

namespace Millrace.Graphs.Pipelines.Expressions;

internal delegate bool MatchTest(PatternEvent current, ITakenEvents taken, TextTest[] tests, TextMap[] maps);

/// <summary>A condition on a reading and on events taken before, compiled from an expression.</summary>
internal sealed class CompiledMatchCondition(string text, MatchTest test, TextTest[] tests, TextMap[] maps) : MatchCondition(text)
{
    public override bool Test(PatternEvent current, ITakenEvents taken) => test(current, taken, tests, maps);
}
