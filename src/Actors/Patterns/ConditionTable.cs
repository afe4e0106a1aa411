using System.Collections.Immutable;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Patterns;

/// <summary>The distinct plain conditions of a pattern, each with its bit.</summary>
internal sealed class ConditionTable
{
    /// <summary>The bit that every reading has: of a step without a plain condition.</summary>
    public const ulong Always = 1UL << 63;

    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);
    private readonly Dictionary<Step, StepTest> tests = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<Condition>.Builder distinct = ImmutableArray.CreateBuilder<Condition>();

    public ImmutableArray<Condition> Distinct => distinct.ToImmutable();

    /// <summary>Whether some step takes readings whatever they are, so that none can be passed over.</summary>
    public bool UsesAlways { get; private set; }

    /// <summary>Whether some condition looks at more than the reading, so that fields of events must be kept.</summary>
    public bool UsesFields { get; private set; }

    public StepTest TestOf(Step step)
    {
        if (tests.TryGetValue(step, out var known))
            return known;
        var until = step.Until is null ? null : new StepTest(BitOf(step.Until), step.Until, null);
        return tests[step] = new StepTest(BitOf(step.Where), step.Where, until);
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
