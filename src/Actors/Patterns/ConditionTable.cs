using System.Collections.Immutable;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Patterns;

/// <summary>The distinct plain conditions of a pattern, each with its bit.</summary>
internal sealed class ConditionTable
{
    /// <summary>The bit that every reading has: of a step without a plain condition.</summary>
    public const ulong Always = 1UL << 63;

    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);
    private readonly Dictionary<PatternElement, StepTest> tests = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PatternElement, StepTest> untils = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<Condition>.Builder distinct = ImmutableArray.CreateBuilder<Condition>();

    public ImmutableArray<Condition> Distinct => distinct.ToImmutable();

    /// <summary>Whether some step takes readings whatever they are, so that none can be passed over.</summary>
    public bool UsesAlways { get; private set; }

    /// <summary>Whether some condition looks at more than the reading, so that fields of events must be kept.</summary>
    public bool UsesFields { get; private set; }

    /// <summary>What a step asks, with the until of its own loop and of every loop around it.</summary>
    public StepTest TestOf(ElementNode step)
    {
        if (tests.TryGetValue(step.Step!, out var known))
            return known;
        StepTest[] ends = [.. step.Loops().Select(UntilOf).OfType<StepTest>()];
        return tests[step.Step!] = new StepTest(BitOf(step.Step!.Where), step.Step.Where, ends);
    }

    /// <summary>What ends a loop; null when nothing does.</summary>
    public StepTest? UntilOf(ElementNode loop)
    {
        if (loop.Element is not { Until: { } until } element)
            return null;
        if (!untils.TryGetValue(element, out var test))
            untils.Add(element, test = new StepTest(BitOf(until), until, []));
        return test;
    }

    private ulong BitOf(StepCondition condition)
    {
        UsesFields |= condition.Iterative is not null;
        if (condition.Plain is null)
        {
            UsesAlways = true;
            return Always;
        }

        if (!indices.TryGetValue(condition.Plain.Text, out var index))
        {
            index = distinct.Count;
            indices.Add(condition.Plain.Text, index);
            distinct.Add(condition.Plain);
        }

        return 1UL << (index & 63);
    }
}
