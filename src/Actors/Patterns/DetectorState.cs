namespace Millrace.Actors.Patterns;

/// <summary>What a pattern-detector actor holds while it holds anything.</summary>
internal sealed class DetectorState(PatternProgram program, MatcherWorkspace workspace)
{
    public WaitingEvents Waiting;

    public PatternMatcher Matcher { get; } = new(program, workspace);

    /// <summary>Whether it has grown beyond what the next actor is likely to need.</summary>
    public bool IsLarge => Matcher.Capacity > 16 || Waiting.Capacity > 64;

    public bool IsIdle => Waiting.Count == 0 && Matcher.IsIdle;
}
