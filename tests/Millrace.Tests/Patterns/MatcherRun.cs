using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Messages;
using Millrace.Oracles.Patterns;

namespace Millrace.Tests.Patterns;

/// <summary>The engine's matcher over events in matching order, taken down and put back at random, with what it says in the oracle's form.</summary>
internal sealed class MatcherRun : IMatchSink
{
    private readonly List<string> matches = [];
    private readonly List<string> timeouts = [];

    /// <param name="program">The pattern.</param>
    /// <param name="events">Events in matching order.</param>
    /// <param name="finalClock">Where the clock stands after them.</param>
    /// <param name="seed">Decides before which events the matcher is replaced by one restored from its snapshot.</param>
    public static (List<string> Matches, List<string> Timeouts) Of(PatternProgram program, IReadOnlyList<OracleEvent> events, long finalClock, int seed)
    {
        var run = new MatcherRun();
        var random = new Random(seed);
        var restoreOneIn = random.Next(1, 6);
        var workspace = new MatcherWorkspace();
        var matcher = new PatternMatcher(program, workspace);
        var clock = long.MinValue;
        foreach (var e in events.Where(e => e.Fulfils(program.Definition.Where)))
        {
            if (random.Next(restoreOneIn) == 0)
                matcher = Restored(matcher, program, workspace, e.Batch.SymbolTable);
            ulong bits = 0;
            for (var i = 0; i < program.Conditions.Length; i++)
                bits |= e.Fulfils(program.Conditions[i]) ? 1UL << i : 0;
            clock = Math.Max(clock, e.Time);
            matcher.Advance(clock, run);
            matcher.Take(e.Event, bits, run);
        }

        matcher.Advance(finalClock, run);
        return (run.matches, run.timeouts);
    }

    public static string TextOf(IEnumerable<(string Step, long Sequence)> events) =>
        string.Join(' ', events.OrderBy(e => e.Sequence).Select(e => $"{e.Step}:{e.Sequence}"));

    public void OnMatch(in PatternMatch match) => matches.Add(TextOf(match));

    public void OnTimeout(in PatternMatch partial, EventTime at) => timeouts.Add($"{TextOf(partial)} @{at.Milliseconds}");

    public void OnNotice(PatternNotice notice, bool isFirst)
    {
    }

    private static PatternMatcher Restored(PatternMatcher matcher, PatternProgram program, MatcherWorkspace workspace, SymbolTable symbols)
    {
        var writer = new StateWriter(symbols);
        matcher.Snapshot(writer);
        var reader = new StateReader(writer.Written.Span, symbols);
        var restored = new PatternMatcher(program, workspace);
        restored.Restore(ref reader);
        Assert.True(reader.AtEnd);
        return restored;
    }

    private static string TextOf(in PatternMatch match) =>
        TextOf(match.ToDetail().Steps.SelectMany(step => step.Events.Select(e => (step.Name, e.Sequence))));
}
