using System.Collections.Immutable;

namespace Millrace.Actors.Patterns;

/// <summary>A step, a group or a choice. A closed family: <see cref="Step"/>, <see cref="Group"/>, <see cref="Choice"/>.</summary>
public abstract record PatternElement
{
    private protected PatternElement()
    {
    }

    /// <summary>How its first event lies to the event taken before it.</summary>
    public Contiguity Contiguity { get; init; } = Contiguity.FollowedBy;

    /// <summary>How often it is taken.</summary>
    public Quantifier Quantifier { get; init; } = Quantifier.Once;

    /// <summary>The gap from the event before to its first event is less than this; null for no limit.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>The gap between two events of its loop is less than this; null for no limit.</summary>
    public TimeSpan? LoopWithin { get; init; }

    /// <summary>
    /// Ends its loop: a reading that fulfils it is not taken, by no step inside either, and once the loop has begun no further one is; null for no end.
    /// What comes after the loop may take such a reading.
    /// </summary>
    public StepCondition? Until { get; init; }
}

/// <summary>One step: takes readings that fulfil its condition.</summary>
/// <param name="Name">The name, unique in the pattern: key of the events in a match.</param>
/// <param name="Where">What a reading must fulfil.</param>
public sealed record Step(string Name, StepCondition Where) : PatternElement
{
    /// <summary>Negation: with <see cref="Contiguity.Next"/> or <see cref="Contiguity.FollowedBy"/>, such a reading must not come.</summary>
    public bool Not { get; init; }
}

/// <summary>Elements in a row that take quantifiers like a step.</summary>
/// <param name="Elements">At least one.</param>
public sealed record Group(ImmutableArray<PatternElement> Elements) : PatternElement;

/// <summary>Any one of several elements: a union of matches, each alternative on its own.</summary>
/// <param name="Alternatives">At least two.</param>
public sealed record Choice(ImmutableArray<PatternElement> Alternatives) : PatternElement;
