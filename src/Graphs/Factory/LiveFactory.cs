using System.Collections.Immutable;
using Millrace.Graphs.Sources;
using Millrace.Messages;

namespace Millrace.Graphs.Factory;

/// <summary>
/// A factory in the present: whoever has a clock asks it for what has arrived by now. Machines with day curves and noise; readings a little out of order, a few late;
/// some sensors with wrong clocks; now and then a machine that is silent for minutes and then delivers everything at once, in order; a bearing
/// failure every so often, and near misses. What a sensor measures at a moment depends on <see cref="LiveFactoryOptions"/> alone, so a factory that is taken up again after a
/// crash goes on where it would be by now, and still knows what was planted. One thread at a time; allocates nothing for a reading.
/// </summary>
/// <remarks>Readings that nobody asks for within <see cref="LongestSilence"/> are lost, as they are where sensors do not wait: then a new run begins at the present.</remarks>
public sealed class LiveFactory
{
    /// <summary>The longest time between two calls to <see cref="TryTake"/> that are one run; a bound on what one call brings.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

    private readonly LivePlan plan;
    private readonly LiveSampler sampler;
    private readonly LiveTruth truth;
    private readonly FactoryLine line;
    private readonly DelayWheel wheel;
    private readonly byte[] scratch;
    private readonly int machineLength;
    private readonly List<FactoryRun> runs;
    private readonly Episode?[] episodes; // by machine
    private readonly long[] begun; // by machine: when its episode began
    private readonly long[] back; // by machine: when it is online again
    private long next; // episode
    private long round;
    private int position;

    /// <summary>A factory that is connected at a moment.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="now">The moment; not before its start nor before the last of the runs.</param>
    /// <param name="earlier">The runs that it has had, in order, as <see cref="Runs"/> told them; of one that was ended by a crash as far as is known to have been delivered.</param>
    /// <exception cref="ArgumentException">The options have <see cref="LiveFactoryOptions.Errors"/>, or the moment is too early.</exception>
    public LiveFactory(LiveFactoryOptions options, DateTimeOffset now, ImmutableArray<FactoryRun> earlier = default)
    {
        if (options.Errors() is [var first, ..])
            throw new ArgumentException(first, nameof(options));
        runs = earlier.IsDefault ? [] : [.. earlier];
        if (now.ToUnixTimeMilliseconds() is var moment && (moment < options.Start.Milliseconds || (runs.Count > 0 && moment <= runs[^1].To.Milliseconds)))
            throw new ArgumentException($"{new EventTime(moment)} is before the factory's start or the end of its last run.", nameof(now));
        Options = options;
        plan = new LivePlan(options);
        sampler = new LiveSampler(options);
        truth = new LiveTruth(options, plan, sampler);
        line = new FactoryLine(sampler.Sensors, FactoryFormat.Ndjson);
        scratch = new byte[line.Longest];
        machineLength = sampler.Sensors[0].Machine.Length;
        episodes = new Episode?[options.Machines];
        begun = new long[options.Machines];
        back = new long[options.Machines];
        var longest = Math.Max(options.OutOfOrder.TotalMilliseconds + LiveSampler.LatestMilliseconds + 1, options.OfflineFor.TotalMilliseconds);
        wheel = new DelayWheel((int)(longest + LongestSilence.TotalMilliseconds), moment);
        Connect(moment);
    }

    /// <summary>What it was made from.</summary>
    public LiveFactoryOptions Options { get; }

    /// <summary>The sensors.</summary>
    public IReadOnlyList<FactorySensor> Sensors => sampler.Sensors;

    /// <summary>The times in which it was connected, the present one last: to be remembered for when it is taken up again.</summary>
    public ImmutableArray<FactoryRun> Runs => [.. runs];

    /// <summary>The machines that are offline now, in their order.</summary>
    public ImmutableArray<FactoryOutage> Outages
    {
        get
        {
            var outages = ImmutableArray.CreateBuilder<FactoryOutage>();
            for (var machine = 0; machine < back.Length; machine++)
            {
                if (back[machine] > begun[machine] && back[machine] >= wheel.Now)
                    outages.Add(new FactoryOutage(sampler.Sensors[machine * Options.Sensors].Machine, new EventTime(begun[machine]), new EventTime(back[machine])));
            }

            return outages.ToImmutable();
        }
    }

    /// <summary>Readings delivered by this object.</summary>
    public long Readings { get; private set; }

    /// <summary>Clears the chunk and fills it with the readings that have arrived since the last call, in the order of their arrival: JSON objects with the machine as their key.</summary>
    /// <param name="now">The time by the clock. Before that of an earlier call nothing has arrived.</param>
    /// <param name="chunk">Takes them; arrivals are the simulated ones, offsets 0.</param>
    /// <returns>Whether there is a reading.</returns>
    public bool TryTake(DateTimeOffset now, RecordChunk chunk)
    {
        chunk.Clear();
        var to = now.ToUnixTimeMilliseconds();
        if (to - runs[^1].To.Milliseconds > LongestSilence.TotalMilliseconds)
            Connect(to);
        while (sampler.TimeOf(sampler.Order[position], round) is var time && time <= to)
            Sample(time);
        while (wheel.TryTake(to + 1, out var reading))
            Add(in reading, wheel.Now, chunk);
        if (to > runs[^1].To.Milliseconds)
            runs[^1] = runs[^1] with { To = new EventTime(to) };
        Readings += chunk.Count;
        return chunk.Count > 0;
    }

    /// <summary>
    /// The episodes that are in the readings delivered in all runs: failures whose spike and rise have arrived, near misses whose spike has; in the order in which they began.
    /// A failure of which a pause has swallowed the one or the other is none.
    /// </summary>
    /// <param name="arrivedBy">Leaves out what arrived after this; such as a few seconds ago, for results that take that long.</param>
    public IReadOnlyList<PlantedEpisode> Planted(EventTime arrivedBy) => [.. runs.SelectMany(run => truth.Of(run, arrivedBy.Milliseconds))];

    private void Connect(long now)
    {
        // Nothing of the moment itself has been delivered: the first call does that.
        runs.Add(new FactoryRun(new EventTime(now), new EventTime(now - 1)));
        wheel.Restart(now);
        Array.Clear(episodes);
        Array.Clear(begun);
        Array.Clear(back);
        next = plan.FirstFrom(now);
        round = sampler.RoundAt(now);
        position = 0;
        while (sampler.TimeOf(sampler.Order[position], round) < now)
            Step();
    }

    private void Sample(long time)
    {
        while (plan.BeginOf(next) <= time)
            Begin(next++);
        var sensor = sampler.Order[position];
        var machine = sampler.Sensors[sensor].MachineIndex;
        if (episodes[machine] is { } past && past.To <= time)
            episodes[machine] = null;
        var episode = episodes[machine];
        var hundredths = sampler.Measure(sensor, round, time, episode);
        var arrival = time < back[machine] ? back[machine] : time + sampler.Delay(sensor, round, episode is null);
        wheel.Put(new FactoryReading(sensor, hundredths, new EventTime(time + sampler.SkewOf(sensor))), arrival);
        Step();
    }

    private void Begin(long number)
    {
        var episode = plan.EpisodeOf(number);
        episodes[episode.Machine] = episode;
        begun[episode.Machine] = plan.BeginOf(number);
        back[episode.Machine] = plan.OnlineAgain(number);
    }

    private void Step()
    {
        if (++position < sampler.Order.Length)
            return;
        position = 0;
        round++;
    }

    private void Add(in FactoryReading reading, long arrival, RecordChunk chunk)
    {
        var length = line.Format(in reading, scratch) - 1; // a record has no line break
        var at = chunk.Reserve(length);
        scratch.AsSpan(0, length).CopyTo(chunk.Buffer.AsSpan(at));
        chunk.Place(0, arrival, at + line.MachineAt, machineLength, at, length);
    }
}
