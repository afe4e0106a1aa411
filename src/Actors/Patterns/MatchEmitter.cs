using System.Globalization;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Patterns;

/// <summary>Turns what a matcher finds into outputs of the actor that is being worked for.</summary>
internal sealed class MatchEmitter(PatternProgram program) : IMatchSink
{
    private TableContext context = null!;
    private int slot;
    private long time;

    /// <summary>Partial matches not begun.</summary>
    public long Capped { get; private set; }

    public void Enter(TableContext ofTable, int ofSlot, long atTime)
    {
        context = ofTable;
        slot = ofSlot;
        time = atTime;
    }

    public void OnMatch(in PatternMatch match) => Emit(OutputKind.Match, match, match.Last.Time.Milliseconds);

    public void OnTimeout(in PatternMatch partial, EventTime at) => Emit(OutputKind.Timeout, partial, at.Milliseconds);

    public void OnNotice(PatternNotice notice, bool isFirst)
    {
        if (notice == PatternNotice.PartialMatchesCapped)
            Capped++;
        if (!isFirst)
            return;
        var cap = program.Definition.MaxPartialMatches.ToString(CultureInfo.InvariantCulture);
        var name = program.Definition.Name;
        context.Notice(slot, time, notice switch
        {
            PatternNotice.PartialMatchesCapped => $"{name}: {cap} partial matches are open, no more are begun; give the pattern a within, a narrower first step, or a higher cap",
            PatternNotice.MatchHeldBack => $"{name}: a match waits behind an older partial match that may never end, since the pattern has no within; it is emitted at the end of the input or when {cap} wait",
            _ => $"{name}: more than {cap} matches waited behind older partial matches, which were given up; give the pattern a within",
        });
    }

    private void Emit(OutputKind kind, in PatternMatch match, long end)
    {
        ref var output = ref context.Emit(kind, slot);
        output.Start = match.First.Time.Milliseconds;
        output.End = end;
        output.Sequence = match.Fingerprint;
        output.Detail = match.ToDetail();
    }
}
