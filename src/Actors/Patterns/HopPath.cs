using System.Collections.Immutable;

namespace Millrace.Actors.Patterns;

/// <summary>What the compiler has met on the way from a step to the next: the making of a <see cref="Hop"/>.</summary>
internal sealed record HopPath
{
    public static readonly HopPath Start = new();

    /// <summary>The contiguity that the next step takes over from what encloses it, or null for its own.</summary>
    public Contiguity? Head { get; init; }

    public long Limit { get; init; } = long.MaxValue;

    /// <summary>The gap that the loops around both ends allow.</summary>
    public long LoopLimit { get; init; } = long.MaxValue;

    public ImmutableArray<ElementNode> Negations { get; init; } = [];

    /// <summary>The negations after the loops around both ends, in force since their first event.</summary>
    public ImmutableArray<ElementNode> LoopNegations { get; init; } = [];

    public ImmutableArray<ElementNode> Greedy { get; init; } = [];

    public ImmutableArray<LoopOperation> Operations { get; init; } = [];

    /// <summary>The loops with until around both ends, inside out.</summary>
    public ImmutableArray<ElementNode> LoopUntils { get; init; } = [];

    /// <summary>Whether negations came after whatever was passed by: then the end has to be waited for.</summary>
    public bool EndsInNegation { get; init; }

    public HopPath Past(ElementNode negation) =>
        this with { Head = null, Negations = Negations.Add(negation), EndsInNegation = true };

    public HopPath PassingBy(ElementNode element) =>
        this with { Head = null, EndsInNegation = false, Greedy = element.IsGreedy ? Greedy.Add(element) : Greedy };

    /// <summary>Whether more conditions lie on this way than on the one that it goes on from.</summary>
    public bool IsBoundMoreThan(HopPath before) => Negations.Length > before.Negations.Length || Greedy.Length > before.Greedy.Length;

    public HopPath Leave(ElementNode loop, int least) =>
        this with { Operations = Operations.Add(LoopOperation.Of(LoopOperationKind.Leave, loop) with { Least = least }) };

    public HopPath With(LoopOperationKind kind, ElementNode loop) =>
        this with { Operations = Operations.Add(LoopOperation.Of(kind, loop)) };
}
