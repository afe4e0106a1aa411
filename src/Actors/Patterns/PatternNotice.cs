namespace Millrace.Actors.Patterns;

/// <summary>What a matcher could not do as the pattern asks.</summary>
[Flags]
public enum PatternNotice
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A partial match was not begun: the key has <see cref="PatternDefinition.MaxPartialMatches"/> already.</summary>
    PartialMatchesCapped = 1,

    /// <summary>A match waits, as the skip strategy demands, for an older partial match that has no within and so may never end.</summary>
    MatchHeldBack = 2,

    /// <summary>More than <see cref="PatternDefinition.MaxPartialMatches"/> matches waited, so the partial matches before them were given up.</summary>
    PartialMatchesGivenUp = 4,
}
