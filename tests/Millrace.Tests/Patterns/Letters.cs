using System.Globalization;
using System.Text;
using Millrace.Actors.Kernel;
using Millrace.Actors.Patterns;
using Millrace.Messages;

namespace Millrace.Tests.Patterns;

/// <summary>
/// Events in one line, such as <c>a1 b c@7 |9</c>: letters that they have, a number as their value, and their time in milliseconds (else one after the one before, from 1).
/// <c>|9</c> lets time pass to 9, <c>|</c> to the end. Results are the names of the events taken, in order: <c>a1 b</c>; timeouts begin with <c>9: </c>, their time.
/// </summary>
internal sealed class Letters : IMatchSink
{
    private readonly SymbolTable symbols = new();
    private readonly PatternProgram program;
    private readonly MatcherWorkspace workspace = new();
    private readonly Random? restarts;
    private PatternMatcher matcher;
    private long time;
    private long sequence;

    public Letters(PatternDefinition definition, Random? restarts = null)
    {
        program = PatternProgram.Compile(definition);
        matcher = new PatternMatcher(program, workspace);
        this.restarts = restarts;
    }

    public List<string> Found { get; } = [];

    public List<string> BySteps { get; } = [];

    public List<PatternNotice> Notices { get; } = [];

    public PatternMatcher Matcher => matcher;

    public static List<string> Run(string pattern, string events, int? within = null, SkipStrategy? skip = null, bool timeouts = false) =>
        Run(Notation.Parse(pattern, within, skip) with { Timeouts = timeouts }, events);

    public static List<string> Run(PatternDefinition definition, string events)
    {
        var letters = new Letters(definition);
        letters.Give(events);
        var restored = new Letters(definition, new Random(7));
        restored.Give(events);
        Assert.Equal(letters.Found, restored.Found);
        return letters.Found;
    }

    public void Give(string events)
    {
        foreach (var token in events.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Restart();
            if (token[0] == '|')
                matcher.Advance(token.Length == 1 ? long.MaxValue : long.Parse(token.AsSpan(1), CultureInfo.InvariantCulture), this);
            else
                Give(token.Split('@'));
        }
    }

    public void OnMatch(in PatternMatch match)
    {
        Found.Add(NamesOf(match));
        BySteps.Add(string.Join(" ", match.ToDetail().Steps.Select(s =>
            s.Name + "=" + string.Join(",", s.Events.Select(e => Encoding.UTF8.GetString(e.Json.Span))))));
    }

    public void OnTimeout(in PatternMatch partial, EventTime at) => Found.Add($"{at.Milliseconds}: {NamesOf(partial)}");

    public void OnNotice(PatternNotice notice, bool isFirst) => Notices.Add(notice);

    private static string NamesOf(in PatternMatch match) => string.Join(
        " ",
        match.ToDetail().Steps.SelectMany(s => s.Events).OrderBy(e => e.Sequence).Select(e => Encoding.UTF8.GetString(e.Json.Span)));

    private void Give(string[] nameAndTime)
    {
        var name = nameAndTime[0];
        time = nameAndTime.Length == 1 ? time + 1 : long.Parse(nameAndTime[1], CultureInfo.InvariantCulture);
        ulong conditions = 0;
        for (var i = 0; i < program.Conditions.Length; i++)
            conditions |= ((HasLetter)program.Conditions[i]).Test(name) ? 1UL << i : 0;
        var digits = name.SkipWhile(c => !char.IsDigit(c)).ToArray();
        var value = digits.Length == 0 ? double.NaN : double.Parse(digits, CultureInfo.InvariantCulture);
        var letter = new PatternEvent(new EventTime(time), sequence++, [value], [symbols.Intern(name)], Encoding.UTF8.GetBytes(name));
        if (conditions == 0 && !program.NeedsFields)
            matcher.PassOver(letter.Time, this);
        else
            matcher.Take(letter, conditions, this);
    }

    private void Restart()
    {
        if (restarts is null || restarts.Next(2) == 0)
            return;
        var writer = new StateWriter(symbols);
        matcher.Snapshot(writer);
        matcher = new PatternMatcher(program, workspace);
        var reader = new StateReader(writer.Written.Span, symbols);
        matcher.Restore(ref reader);
        Assert.True(reader.AtEnd);
    }
}
