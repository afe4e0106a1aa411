using Millrace.Graphs.Factory;
using Millrace.Messages;

namespace Millrace.Host.Live;

/// <summary>What was found against what was planted. Immutable.</summary>
internal sealed class Judgement
{
    private readonly HashSet<(string Machine, EventTime Spike, EventTime Rise)> failures = [];
    private readonly HashSet<string> machines;
    private readonly EventTime since;

    /// <summary>Judges.</summary>
    /// <param name="feed">What was planted.</param>
    /// <param name="found">What was found.</param>
    /// <param name="machines">The factory's machines.</param>
    public Judgement(FeedStatus feed, IReadOnlyCollection<FoundFailure> found, HashSet<string> machines)
    {
        (this.machines, since) = (machines, feed.Since);
        foreach (var failure in feed.Planted.Where(episode => episode.Kind == EpisodeKind.Failure))
            failures.Add((failure.Machine, failure.Spike, failure.Rise!.Value));
        var right = found.Where(match => Of(match) == Verdict.Planted).Select(match => (match.Machine, match.Spike, match.Rise)).ToHashSet();
        Found = right.Count;
        Missed = feed.Due.Count(episode => episode.Kind == EpisodeKind.Failure && !right.Contains((episode.Machine, episode.Spike, episode.Rise!.Value)));
        FalseAlarms = found.Count(match => Of(match) == Verdict.FalseAlarm);
        Repeats = found.Count(match => Of(match) == Verdict.Planted) - Found;
        NearMisses = feed.Planted.Count(episode => episode.Kind != EpisodeKind.Failure);
    }

    /// <summary>Planted failures that were found.</summary>
    public int Found { get; }

    /// <summary>Planted failures that must have been found by now and were not.</summary>
    public int Missed { get; }

    /// <summary>Matches without a failure.</summary>
    public int FalseAlarms { get; }

    /// <summary>Matches of a failure that was found already; 0 under exactly-once delivery.</summary>
    public int Repeats { get; }

    /// <summary>Episodes that look like a failure and are none.</summary>
    public int NearMisses { get; }

    /// <summary>Whether all is as it was planted.</summary>
    public bool IsExact => Missed + FalseAlarms + Repeats == 0;

    /// <summary>What a match is worth.</summary>
    public Verdict Of(FoundFailure match) =>
        failures.Contains((match.Machine, match.Spike, match.Rise)) ? Verdict.Planted
            : match.Spike < since || !machines.Contains(match.Machine) ? Verdict.Foreign
            : Verdict.FalseAlarm;

    /// <inheritdoc/>
    public override string ToString() =>
        $"planted {Found + Missed}, found {Found}, {FalseAlarms} false {(FalseAlarms == 1 ? "alarm" : "alarms")} so far" + (Repeats > 0 ? $", {Repeats} came twice" : "");
}
