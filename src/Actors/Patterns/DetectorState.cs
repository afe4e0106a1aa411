namespace Millrace.Actors.Patterns;

/// <summary>What a pattern-detector actor holds while it holds anything.</summary>
internal sealed class DetectorState(PatternProgram program, MatcherWorkspace workspace)
{
    public PatternMatcher Matcher { get; } = new(program, workspace);

    public WaitingEvents Waiting { get; } = new();

    public bool IsIdle => Waiting.Count == 0 && Matcher.IsIdle;
}
