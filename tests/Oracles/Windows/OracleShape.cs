namespace Millrace.Oracles.Windows;

/// <summary>The rules of one kind of window.</summary>
internal abstract class OracleShape(WindowRules rules)
{
    protected WindowRules Rules { get; } = rules;

    /// <summary>The windows that have readings and are not over, of all keys.</summary>
    protected List<OracleWindow> Windows { get; } = [];

    /// <summary>Takes in a reading.</summary>
    public abstract void Add(WindowInput.Reading reading, int arrival, long watermark, List<WindowFact> facts);

    /// <summary>What is due when a key's watermark goes from one time to another.</summary>
    public virtual IEnumerable<OracleFiring> Due(int key, long before, long after)
    {
        foreach (var window in Windows.Where(w => w.Key == key && w.Waits))
        {
            if (window.Fresh && EarlyMoment(window, before, after) is { } moment)
                yield return new OracleFiring(moment, window, facts => FireEarly(window, facts));
            if (IsDue(window, after))
                yield return new OracleFiring(window.End, window, facts => Fire(window, facts));
        }
    }

    /// <summary>Forgets the windows of a key that take no reading any more.</summary>
    public void Drop(int key, long watermark) =>
        Windows.RemoveAll(w => w.Key == key && !w.Waits && IsLate(w.End, watermark));

    protected bool IsDue(OracleWindow window, long watermark) =>
        window.End - (Rules.Bug == PlantedBug.FiresAtEnd ? 0 : 1) <= watermark;

    protected bool IsLate(long end, long watermark) =>
        end - (Rules.Bug == PlantedBug.LateOneTooLate ? 0 : 1) + Rules.AllowedLateness <= watermark;

    /// <summary>What a reading brings about at once in the windows that have just taken it in.</summary>
    protected void React(IEnumerable<OracleWindow> taken, long watermark, List<WindowFact> facts)
    {
        foreach (var window in taken.OrderBy(w => w.End).ThenBy(w => w.Start))
        {
            if (IsDue(window, watermark))
            {
                if (Rules.Bug != PlantedBug.LateDoesNotFire)
                    Fire(window, facts);
                window.Waits = false;
                continue;
            }

            window.Waits = true;
            if (Rules.Early is { Every: null })
                FireEarly(window, facts);
        }
    }

    protected void Fire(OracleWindow window, List<WindowFact> facts)
    {
        Emit(window, early: false, facts);
        window.Fired++;
        window.Waits = false;
    }

    private void FireEarly(OracleWindow window, List<WindowFact> facts)
    {
        Emit(window, early: true, facts);
        window.Fresh = Rules.Bug == PlantedBug.EarlyRepeats;
    }

    private void Emit(OracleWindow window, bool early, List<WindowFact> facts)
    {
        var readings = window.Readings.OrderBy(r => Rules.Bug == PlantedBug.TiesReversed ? -r.Arrival : r.Arrival).Select(r => r.Reading).ToList();
        var values = Rules.Aggregate(readings, window.Start, window.End);
        var revision = Rules.Bug == PlantedBug.RevisionStays ? 0 : window.Fired;
        if (Rules.Having?.Invoke(values) ?? true)
            facts.Add(new WindowFact.Result(window.Key, window.Start, window.End, revision, early, values));
    }

    /// <summary>The first start + k * every before the window's end that the watermark passes now.</summary>
    private long? EarlyMoment(OracleWindow window, long before, long after)
    {
        if (Rules.Early?.Every is not { } every)
            return null;
        for (var moment = window.Start + (long)every.TotalMilliseconds; moment < window.End; moment += (long)every.TotalMilliseconds)
        {
            if (moment - 1 > before && moment - 1 <= after)
                return moment;
        }

        return null;
    }
}
