namespace Millrace.Oracles.Patterns;

/// <summary>Faults that can be planted in the oracle on purpose: a comparison with it is worth something only if it notices each of them.</summary>
public enum OracleBug
{
    None,

    /// <summary>`followedBy` passes over events that it would have to take.</summary>
    RelaxedAsAny,

    /// <summary>`next` passes over events.</summary>
    StrictAsRelaxed,

    /// <summary>`followedByAny` takes only the first.</summary>
    AnyAsRelaxed,

    /// <summary>The events of a loop lie to each other as its first lies to the step before.</summary>
    InnerAsOuter,

    /// <summary>A span of exactly `within` is still a match.</summary>
    WithinInclusive,

    /// <summary>`within` of a step is not looked at.</summary>
    StepWithinIgnored,

    /// <summary>`loopWithin` is not looked at.</summary>
    LoopWithinIgnored,

    /// <summary>A negation does not look at the event that is taken after it.</summary>
    NegationForgetsTaken,

    /// <summary>A negation after a loop is in force only from the loop's last event on.</summary>
    NegationOnlyAfterLoop,

    /// <summary>A negated `next` is treated as a negated `followedBy`.</summary>
    NegatedNextAsFollowedBy,

    /// <summary>`greedy` does not look at the event that is taken after the loop.</summary>
    GreedyForgetsTaken,

    /// <summary>`greedy` is not in force when the loop took nothing.</summary>
    GreedyForgetsEmptyLoop,

    /// <summary>`greedy` goes on although `until` has ended the loop.</summary>
    GreedyForgetsUntil,

    /// <summary>An event that fulfils `until` may be taken by the loop.</summary>
    UntilTaken,

    /// <summary>`until` is not taken but does not end the loop.</summary>
    UntilDoesNotEnd,

    /// <summary>A step may take an event that fulfils the `until` of a loop around it.</summary>
    GroupUntilTaken,

    /// <summary>The `until` of a group does not end the group's loop.</summary>
    GroupUntilDoesNotEnd,

    /// <summary>The `until` of a group ends the group's loop before it has begun.</summary>
    GroupUntilEndsBefore,

    /// <summary>`greedy` of a step goes on although `until` has ended the loop of the group around it.</summary>
    GreedyForgetsGroupUntil,

    /// <summary>Optional elements are never left out.</summary>
    OptionalAlwaysTaken,

    /// <summary>A bounded loop stops one short of its upper bound.</summary>
    UpperBoundOffByOne,

    /// <summary>Of a choice only the first alternative is tried.</summary>
    ChoiceFirstOnly,

    /// <summary>Readings that the pattern's `where` keeps out still lie between others.</summary>
    WhereOnlyWhenTaken,

    /// <summary>`skipPastLastEvent` keeps what begins with the last event itself.</summary>
    SkipPastLastOffByOne,

    /// <summary>`skipToFirst` drops what begins with the target itself.</summary>
    SkipToFirstOffByOne,

    /// <summary>`skipToLast` goes to the first event of the step.</summary>
    SkipToLastAsFirst,

    /// <summary>Skipping goes through matches in order of completion, not of their first event.</summary>
    SkipInCompletionOrder,

    /// <summary>Skipping leaves partial matches alone.</summary>
    SkipKeepsPartials,

    /// <summary>A partial match times out one millisecond late.</summary>
    TimeoutOffByOne,

    /// <summary>Partial matches that a later event has ended still time out.</summary>
    TimeoutOfDead,

    /// <summary>A condition on earlier events sees nothing of them.</summary>
    ReferencesForgotten,

    /// <summary>Events of equal time are matched in the opposite order.</summary>
    TiesReversed,

    /// <summary>An event exactly at the watermark is not late.</summary>
    LateExclusive,

    /// <summary>Events are matched as they arrive.</summary>
    Unsorted,
}
