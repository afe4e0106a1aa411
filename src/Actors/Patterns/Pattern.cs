using Millrace.Actors.Kernel;

namespace Millrace.Actors.Patterns;

/// <summary>
/// Writes a <see cref="PatternDefinition"/> step by step. Immutable: every call gives a new one. Nothing is checked before <see cref="PatternProgram.Compile(PatternDefinition)"/>.
/// <code>
/// Pattern.Named("bearing-failure")
///     .Begin("spike", spike)
///     .FollowedBy("rise", rise, Pattern.AtLeast(2) with { Inner = Contiguity.Next })
///     .NotFollowedBy("reset", reset)
///     .Within(TimeSpan.FromMinutes(1))
///     .Definition
/// </code>
/// </summary>
/// <param name="Definition">What has been written so far.</param>
public sealed record Pattern(PatternDefinition Definition)
{
    /// <summary>Zero times or once.</summary>
    public static Quantifier Optional { get; } = Quantifier.Once with { Optional = true };

    /// <summary>Once or more.</summary>
    public static Quantifier OneOrMore { get; } = new(1, null);

    /// <summary>A pattern without steps.</summary>
    /// <param name="name">The name, unique in its pipeline.</param>
    public static Pattern Named(string name) => new(new PatternDefinition(name, []));

    /// <summary>So often.</summary>
    public static Quantifier Times(int count) => new(count, count);

    /// <summary>From so often to so often, both included.</summary>
    public static Quantifier Times(int least, int most) => new(least, most);

    /// <summary>So often or more.</summary>
    public static Quantifier AtLeast(int count) => new(count, null);

    /// <summary>The first step.</summary>
    public Pattern Begin(string name, Condition where, Quantifier? quantifier = null) => FollowedBy(name, where, quantifier);

    /// <summary>A step that the very next reading must fulfil.</summary>
    public Pattern Next(string name, Condition where, Quantifier? quantifier = null) => Taking(name, where, Contiguity.Next, quantifier);

    /// <summary>A step that takes the first reading that fulfils it; others in between are passed over.</summary>
    public Pattern FollowedBy(string name, Condition where, Quantifier? quantifier = null) => Taking(name, where, Contiguity.FollowedBy, quantifier);

    /// <summary>A step that takes any later reading that fulfils it: all choices.</summary>
    public Pattern FollowedByAny(string name, Condition where, Quantifier? quantifier = null) => Taking(name, where, Contiguity.FollowedByAny, quantifier);

    /// <summary>The very next reading must not fulfil the condition.</summary>
    public Pattern NotNext(string name, Condition where) => Then(StepOf(name, where) with { Not = true, Contiguity = Contiguity.Next });

    /// <summary>No reading up to the next step's may fulfil the condition; at the end of the pattern none within its time.</summary>
    public Pattern NotFollowedBy(string name, Condition where) => Then(StepOf(name, where) with { Not = true });

    /// <summary>Any element: a step with all that it can have, a group, a choice.</summary>
    public Pattern Then(PatternElement element) => new(Definition with { Elements = Definition.Elements.Add(element) });

    /// <summary>The span from first to last event is less than this.</summary>
    public Pattern Within(TimeSpan span) => new(Definition with { Within = span });

    /// <summary>What a match does to the matches that overlap it.</summary>
    public Pattern Skipping(SkipStrategy skip) => new(Definition with { Skip = skip });

    private static Step StepOf(string name, Condition where) => new(name, new StepCondition(where));

    private Pattern Taking(string name, Condition where, Contiguity contiguity, Quantifier? quantifier) =>
        Then(StepOf(name, where) with { Contiguity = contiguity, Quantifier = quantifier ?? Quantifier.Once });
}
