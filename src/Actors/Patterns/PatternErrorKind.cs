namespace Millrace.Actors.Patterns;

/// <summary>What can be wrong with a <see cref="PatternDefinition"/>: a closed list.</summary>
public enum PatternErrorKind
{
    /// <summary>The pattern has no element.</summary>
    Empty,

    /// <summary>A group has no element.</summary>
    EmptyGroup,

    /// <summary>A choice has fewer than two alternatives.</summary>
    ChoiceTooSmall,

    /// <summary>A step has no name.</summary>
    NameMissing,

    /// <summary>Two steps have the same name.</summary>
    NameTwice,

    /// <summary>An element is to be taken less than once.</summary>
    TimesTooFew,

    /// <summary>The most times are fewer than the least.</summary>
    TimesReversed,

    /// <summary>A loop is bounded by more than <see cref="PatternProgram.MaxTimes"/>.</summary>
    TimesTooMany,

    /// <summary>Greedy on an element that is taken at most once.</summary>
    GreedyWithoutLoop,

    /// <summary>Greedy on a group or a choice; only a step can be greedy.</summary>
    GreedyOnGroup,

    /// <summary>Until on an element that is taken at most once.</summary>
    UntilWithoutLoop,

    /// <summary>A limit between the events of a loop on an element that is taken at most once.</summary>
    LoopWithinWithoutLoop,

    /// <summary>A limit of time of less than one millisecond.</summary>
    WithinTooShort,

    /// <summary>A limit to the event before on the first element of the pattern.</summary>
    WithinOnFirst,

    /// <summary>The pattern begins with a negation: there is no event that it could lie after.</summary>
    NegationFirst,

    /// <summary>A negated step with a quantifier or until.</summary>
    NegationQuantified,

    /// <summary>A negated step with <see cref="Contiguity.FollowedByAny"/>.</summary>
    NegationFollowedByAny,

    /// <summary>A negated step as an alternative of a choice.</summary>
    NegationInChoice,

    /// <summary>The pattern can end in a negated step without any limit of time, so that it could never be complete.</summary>
    NegationAtEndWithoutWithin,

    /// <summary>The skip strategy names a step that is not in the pattern or is negated, or names none.</summary>
    SkipToUnknownStep,

    /// <summary>No sequence of readings can fulfil the pattern.</summary>
    CanNeverMatch,

    /// <summary>The cap on partial matches is less than one.</summary>
    NoPartialMatches,

    /// <summary>More than <see cref="PatternProgram.MaxConditions"/> distinct plain conditions.</summary>
    TooManyConditions,

    /// <summary>Loops nested deeper than <see cref="PatternProgram.MaxLoopDepth"/>.</summary>
    LoopsTooDeep,

    /// <summary>More than <see cref="PatternProgram.MaxHops"/> ways lead on from one step.</summary>
    TooManyHops,
}
