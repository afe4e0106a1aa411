using Millrace.Messages;

namespace Millrace.Graphs.Factory;

/// <summary>
/// A factory whose readings come in the order in which they would arrive: a little out of order, some late, with planted bearing failures
/// whose truth is known. Made of arithmetic on a seed alone; for one thread. Memory holds the readings under way and one entry a sensor.
/// </summary>
public sealed class FactorySimulator
{
    private const int LatestMilliseconds = 10_000;
    private const int RowOfSkews = -22;

    private readonly long outOfOrder;
    private readonly long longestDelay;
    private readonly int longest; // that a reading can be under way, late and offline ones included
    private readonly long end;
    private readonly FactorySensor[] sensors;
    private readonly int[] order;
    private readonly int[] phases;
    private readonly int[] skews;
    private readonly HealthyMachine[] machines;
    private readonly EpisodePlan plan;
    private readonly DelayWheel wheel;
    private SeededRandom random;
    private DayCurve curve;
    private long round;
    private long roundStart;
    private int position;
    private long highest = long.MinValue;

    /// <summary>A factory at its first moment.</summary>
    /// <exception cref="ArgumentException">The options have <see cref="FactoryOptions.Errors"/>.</exception>
    public FactorySimulator(FactoryOptions options)
    {
        if (options.Errors() is [var first, ..])
            throw new ArgumentException(first, nameof(options));
        Options = options;
        sensors = FactorySensor.Mount(options.Machines, options.Sensors);
        random = new SeededRandom(options.Seed);
        plan = new EpisodePlan(options, ref random);
        outOfOrder = (long)options.OutOfOrder.TotalMilliseconds;
        end = (options.Start + options.Span).Milliseconds;
        var skew = options.ClockSkew.Ticks / TimeSpan.TicksPerMillisecond;
        longestDelay = outOfOrder - (2 * skew);
        skews = [.. Enumerable.Range(0, sensors.Length).Select(sensor => SkewOf(options, sensor, skew))];
        longest = (int)Math.Max(outOfOrder + LatestMilliseconds, options.Offline > 0 ? options.OfflineFor.TotalMilliseconds : 0);
        wheel = new DelayWheel(longest, options.Start.Milliseconds);
        machines = new HealthyMachine[options.Machines];
        for (var i = 0; i < machines.Length; i++)
            machines[i] = new HealthyMachine(random.NextUnit(), random.NextUnit());
        phases = new int[sensors.Length];
        var period = (int)Math.Max(1, 1000 / options.Rate);
        for (var i = 0; i < phases.Length; i++)
            phases[i] = (int)random.NextBetween(0, period);
        order = [.. Enumerable.Range(0, phases.Length).OrderBy(sensor => phases[sensor]).ThenBy(sensor => sensor)];
        roundStart = options.Start.Milliseconds;
    }

    /// <summary>What it was made from.</summary>
    public FactoryOptions Options { get; }

    /// <summary>The sensors, by the index that readings carry.</summary>
    public IReadOnlyList<FactorySensor> Sensors => sensors;

    /// <summary>The machines whose bearings will fail, each as often as one does, in the order of time: known before the first reading.</summary>
    public IReadOnlyList<string> FailingMachines =>
        [.. plan.Episodes.Where(episode => episode.Kind == EpisodeKind.Failure).Select(episode => sensors[episode.Machine * Options.Sensors].Machine)];

    /// <summary>What has been told so far, planted episodes included; complete once <see cref="TryRead"/> has said false.</summary>
    public FactoryTruth Truth => new()
    {
        Options = Options,
        Readings = Readings,
        Disordered = Disordered,
        Late = Late,
        Episodes = [.. plan.Episodes.Where(episode => episode.Spike is not null).Select(Tell)],
        Outages = [.. plan.Outages.SelectMany((own, machine) => own.Select(outage => new FactoryOutage(
            sensors[machine * Options.Sensors].Machine, new EventTime(outage.From), new EventTime(outage.To)))).OrderBy(outage => outage.From)],
    };

    /// <summary>When the reading told last arrived, by the right clock.</summary>
    public EventTime Arrival => new(wheel.Now);

    /// <summary>Readings told so far.</summary>
    public long Readings { get; private set; }

    /// <summary>Of these, readings that came after one of a later time.</summary>
    public long Disordered { get; private set; }

    /// <summary>Of these, readings that came when the watermark of a <c>bounded</c> strategy with the same out-of-orderness had passed them.</summary>
    public long Late { get; private set; }

    /// <summary>The next reading to arrive; false when all have.</summary>
    public bool TryRead(out FactoryReading reading)
    {
        while (true)
        {
            var sampled = PeekTime();
            if (sampled == long.MaxValue)
            {
                reading = default;
                return false;
            }

            if (wheel.TryTake(sampled, out reading))
            {
                Count(reading);
                return true;
            }

            Sample(sampled);
        }
    }

    /// <summary>The time of the next sample to be taken: what arrives before it is all under way already.</summary>
    private long PeekTime()
    {
        while (position == order.Length || roundStart + phases[order[position]] >= end)
        {
            if (roundStart >= end)
                return wheel.Count == 0 ? long.MaxValue : wheel.Now + longest + 1;
            round++;
            roundStart = Options.Start.Milliseconds + (long)(round * 1000 / Options.Rate);
            position = 0;
        }

        return roundStart + phases[order[position]];
    }

    private void Sample(long time)
    {
        if (roundStart >= end)
            return;
        var index = order[position++];
        var sensor = sensors[index];
        ref readonly var machine = ref machines[sensor.MachineIndex];
        curve.MoveTo(time);
        var value = machine.Value(sensor.Metric, curve.Value, random.NextNoise());
        var episode = plan.At(sensor.MachineIndex, time);
        var affected = episode is not null && index % Options.Sensors < 2;
        if (affected)
            value = sensor.Metric == FactoryMetric.Vibration ? episode!.Vibration(time, value) : episode!.Temperature(time, value);
        var hundredths = (int)Math.Round(value * 100);
        var told = time + skews[index];
        if (affected)
            episode!.Note(sensor.Metric, hundredths, told);
        var arrival = time + Delay(episode is null);
        wheel.Put(new FactoryReading(index, hundredths, new EventTime(told)), plan.Back(sensor.MachineIndex, time) ?? arrival);
    }

    /// <summary>Most readings are hardly delayed, few by nearly the bound. Those of an episode stay within it, so that the truth does not hang on what is dropped as late.</summary>
    private long Delay(bool mayBeLate)
    {
        if (mayBeLate && Options.Late > 0 && random.NextUnit() < Options.Late)
            return outOfOrder + random.NextBetween(1, LatestMilliseconds);
        if (outOfOrder == 0)
            return 0;
        var unit = random.NextUnit();
        return (long)(longestDelay * unit * unit * unit);
    }

    private static int SkewOf(FactoryOptions options, int sensor, long skew) =>
        skew > 0 && SeededRandom.UnitOf(SeededRandom.At(options.Seed, RowOfSkews, 2L * sensor)) < options.SkewedShare
            ? (int)((SeededRandom.UnitOf(SeededRandom.At(options.Seed, RowOfSkews, (2L * sensor) + 1)) * ((2 * skew) + 1)) - skew)
            : 0;

    private void Count(in FactoryReading reading)
    {
        var time = reading.Time.Milliseconds;
        Readings++;
        if (time >= highest)
        {
            highest = time;
            return;
        }

        Disordered++;
        if (time <= highest - outOfOrder - 1)
            Late++;
    }

    private PlantedEpisode Tell(Episode episode) => new(
        episode.Kind,
        sensors[episode.Machine * Options.Sensors].Machine,
        new EventTime(episode.Spike!.Value),
        episode.Rise is { } rise ? new EventTime(rise) : null);
}
