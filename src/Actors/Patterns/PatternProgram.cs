using System.Collections.Immutable;
using Millrace.Actors.Kernel;

namespace Millrace.Actors.Patterns;

/// <summary>A pattern compiled: a flat automaton with one position for each step, made once and shared by all keys. Immutable.</summary>
public sealed class PatternProgram
{
    /// <summary>The most distinct plain conditions of one pattern: they are bits of one word, of which one is kept for steps without any.</summary>
    public const int MaxConditions = 63;

    /// <summary>The most loops around each other: their counters share one word.</summary>
    public const int MaxLoopDepth = 4;

    /// <summary>The most times that a bounded loop can be asked for: a counter has 16 bits.</summary>
    public const int MaxTimes = ushort.MaxValue;

    /// <summary>The most ways that may lead on from one step, such as optional steps in a row, and untils that matter to them: they are bits of one word.</summary>
    public const int MaxHops = 63;

    private PatternProgram(PatternDefinition definition, List<ElementNode> steps, Hop[] starts, StepPosition?[] positions, ConditionTable conditions)
    {
        Definition = definition;
        StepNames = [.. steps.Select(s => s.Step!.Name)];
        Starts = starts;
        Positions = positions;
        Conditions = conditions.Distinct;
        NeedsFields = conditions.UsesFields;
        Within = HopCompiler.Milliseconds(definition.Within);
        HasAlways = conditions.UsesAlways;
        IsAmbiguous = starts.Length > starts.Select(h => h.Target).Distinct().Count();
        SkipStep = definition.Skip.Step is null ? -1 : StepNames.IndexOf(definition.Skip.Step);
        foreach (var position in positions)
        {
            if (position is null)
                continue;
            IsStrict |= position.Strict != 0 || position.Hops.Any(h => h.Negations.Any(n => n.NextOnly));
            IsAmbiguous |= position.Hops.Select(h => h.Target).Distinct().Count() < position.Hops.Length || position.Hops.Count(h => h.Target == Hop.End) + position.Ends.Length > 1;
        }

        ExpiresInOrder = definition.Order == MatchOrder.EventTime && !positions.Any(p => p is { HasLimits: true });
        foreach (var start in starts)
            StartInterest |= start.Take!.Bit;
    }

    /// <summary>The definition.</summary>
    public PatternDefinition Definition { get; }

    /// <summary>The distinct plain conditions of the steps, by which a reading is given to a <see cref="PatternMatcher"/>: bit i says whether it fulfils condition i.</summary>
    public ImmutableArray<Condition> Conditions { get; }

    /// <summary>The names of the steps in the numbering of <see cref="ITakenEvents"/>.</summary>
    public ImmutableArray<string> StepNames { get; }

    /// <summary>Whether readings that fulfil no condition matter too, because something looks at the very next reading.</summary>
    public bool IsStrict { get; }

    /// <summary>Whether conditions look at fields of events, so that a <see cref="PatternEvent"/> must carry them.</summary>
    public bool NeedsFields { get; }

    /// <summary>Whether a step has no plain condition, so that every reading may be taken.</summary>
    internal bool HasAlways { get; }

    internal Hop[] Starts { get; }

    /// <summary>By step; null for negated ones.</summary>
    internal StepPosition?[] Positions { get; }

    internal ulong StartInterest { get; }

    /// <summary>Milliseconds; <see cref="long.MaxValue"/> without limit.</summary>
    internal long Within { get; }

    /// <summary>Whether two runs of the steps may take the same events in the same steps, so that matches must be compared.</summary>
    internal bool IsAmbiguous { get; }

    /// <summary>Whether partial matches run out of time in the order in which they began.</summary>
    internal bool ExpiresInOrder { get; }

    internal int SkipStep { get; }

    /// <summary>Compiles a definition.</summary>
    /// <param name="definition">The pattern.</param>
    /// <param name="errors">Everything that is wrong with it; empty exactly when there is a result.</param>
    /// <returns>The program, or null.</returns>
    public static PatternProgram? Compile(PatternDefinition definition, out ImmutableArray<PatternError> errors)
    {
        var found = ImmutableArray.CreateBuilder<PatternError>();
        List<ElementNode> steps = [];
        var root = ElementNode.Build(definition, steps);
        new PatternValidator(definition, found).Check(root, steps);
        var program = found.Count == 0 ? Compile(definition, root, steps, found) : null;
        errors = found.ToImmutable();
        return program;
    }

    /// <summary>Compiles a definition that is known to be right.</summary>
    /// <exception cref="ArgumentException">It is not; the message lists what is wrong.</exception>
    public static PatternProgram Compile(PatternDefinition definition) =>
        Compile(definition, out var errors)
        ?? throw new ArgumentException($"The pattern '{definition.Name}' cannot be compiled: {string.Join(" ", errors.Select(e => e.Message))}", nameof(definition));

    /// <summary>The bits of a reading that fulfils the conditions of those bits, with the one that every reading has.</summary>
    internal static ulong BitsOf(ulong conditions) => conditions | ConditionTable.Always;

    private static PatternProgram? Compile(
        PatternDefinition definition, ElementNode root, List<ElementNode> steps, ImmutableArray<PatternError>.Builder errors)
    {
        var conditions = new ConditionTable();
        var compiler = new HopCompiler(root, conditions);
        var positions = new StepPosition?[steps.Count];
        foreach (var step in steps.Where(s => !s.IsNegated))
        {
            var (hops, ends) = compiler.From(step);
            if (hops.Length + StepPosition.UntilsOf(hops).Length > MaxHops)
                errors.Add(new PatternError(PatternErrorKind.TooManyHops, step.Element, $"{hops.Length} steps can follow directly on step '{step.Step!.Name}'; at most {MaxHops}."));
            else
                positions[step.StepIndex] = new StepPosition(hops, ends);
            CheckEnd(definition, hops, errors);
        }

        var starts = compiler.Starts();
        if (conditions.Distinct.Length > MaxConditions)
            errors.Add(new PatternError(PatternErrorKind.TooManyConditions, null, $"The pattern has {conditions.Distinct.Length} distinct conditions; at most {MaxConditions}."));
        else if (errors.Count == 0 && !CanMatch(starts, positions))
            errors.Add(new PatternError(PatternErrorKind.CanNeverMatch, null, "No readings can fulfil the pattern: a condition that a step asks for is ruled out by a negation, an until or a greedy loop right before it."));
        return errors.Count == 0 ? new PatternProgram(definition, steps, starts, positions, conditions) : null;
    }

    private static void CheckEnd(PatternDefinition definition, Hop[] hops, ImmutableArray<PatternError>.Builder errors)
    {
        foreach (var negation in hops.Where(h => h is { Target: Hop.End, EndsWithNext: false }).SelectMany(h => h.Negations))
        {
            if (definition.Within is null && !negation.NextOnly && negation.Limit == long.MaxValue && !errors.Any(e => ReferenceEquals(e.Element, negation.Step.Element)))
                errors.Add(new PatternError(PatternErrorKind.NegationAtEndWithoutWithin, negation.Step.Element, $"The pattern ends in the negated step '{negation.Step.Step!.Name}' and has no within: it could never be complete. Say within what time the step must not come."));
        }
    }

    private static bool CanMatch(Hop[] starts, StepPosition?[] positions)
    {
        var reached = new bool[positions.Length];
        var open = new Stack<int>(starts.Where(h => !h.IsImpossible).Select(h => h.Target));
        while (open.TryPop(out var at))
        {
            if (at == Hop.End || positions[at]!.Ends.Length > 0)
                return true;
            if (reached[at])
                continue;
            reached[at] = true;
            foreach (var hop in positions[at]!.Hops.Where(h => !h.IsImpossible))
                open.Push(hop.Target);
        }

        return false;
    }
}
