namespace Millrace.Actors.Patterns;

/// <summary>How the event of a step must lie to the event taken before it.</summary>
public enum Contiguity
{
    /// <summary>Relaxed: the first that fulfils the condition; others in between are passed over.</summary>
    FollowedBy,

    /// <summary>Strict: the very next reading.</summary>
    Next,

    /// <summary>Relaxed, all choices: any later one that fulfils the condition.</summary>
    FollowedByAny,
}
