using Millrace.Messages;

namespace Millrace.Graphs.Factory;

/// <summary>What was planted into the readings that a live factory delivered: found by measuring again, so that it needs no memory of them.</summary>
internal sealed class LiveTruth(LiveFactoryOptions options, LivePlan plan, LiveSampler sampler)
{
    private readonly Dictionary<long, PlantedEpisode?> settled = [];

    /// <summary>The episodes of a run of which everything has arrived by a time that makes them what they are; in the order of their numbers.</summary>
    public IEnumerable<PlantedEpisode> Of(FactoryRun run, long arrivedBy)
    {
        var to = Math.Min(run.To.Milliseconds, arrivedBy);
        for (var number = plan.FirstFrom(run.From.Milliseconds); plan.BeginOf(number) <= to; number++)
        {
            if (Tell(number, run, to) is { } told)
                yield return told;
        }
    }

    private PlantedEpisode? Tell(long number, FactoryRun run, long to)
    {
        if (settled.TryGetValue(number, out var known))
            return known;
        var episode = plan.EpisodeOf(number);
        var first = episode.Machine * options.Sensors;
        var rise = FirstAbove(first, Episode.RiseLimit, number, episode, run.From.Milliseconds, to);
        var spike = FirstAbove(first + 1, Episode.SpikeLimit, number, episode, run.From.Milliseconds, to);
        var isComplete = spike is not null && (rise is not null || episode.Kind is not EpisodeKind.Failure);
        var told = isComplete ? new PlantedEpisode(episode.Kind, sampler.Sensors[first].Machine, spike!.Value, rise) : null;
        if (to > episode.To + LiveSampler.LatestMilliseconds + options.OutOfOrder.TotalMilliseconds)
            settled.Add(number, told);
        return told;
    }

    private EventTime? FirstAbove(int sensor, int limit, long number, Episode episode, long from, long to)
    {
        EventTime? found = null;
        for (var round = sampler.RoundAt(Math.Max(from, episode.From)); sampler.TimeOf(sensor, round) is var time && time < episode.To && time <= to; round++)
        {
            if (time < from || time < episode.From || sampler.Measure(sensor, round, time, episode) <= limit || ArrivalOf(sensor, round, time, number) > to)
                continue;
            found = new EventTime(time + sampler.SkewOf(sensor));
            break;
        }

        return found;
    }

    private long ArrivalOf(int sensor, long round, long time, long number)
    {
        var back = plan.OnlineAgain(number);
        return time >= plan.BeginOf(number) && time < back ? back : time + sampler.Delay(sensor, round, mayBeLate: false);
    }
}
