namespace Millrace.Graphs.Factory;

/// <summary>What each sensor of a live factory measures in each round, and when it arrives: pure functions of seed, sensor and round.</summary>
internal sealed class LiveSampler
{
    /// <summary>The most that a late reading is held back beyond the out-of-orderness, milliseconds.</summary>
    public const int LatestMilliseconds = 10_000;

    private const int RowOfMachines = -11;
    private const int RowOfSensors = -12;
    private const int RowOfSkews = -13;

    private readonly LiveFactoryOptions options;
    private readonly HealthyMachine[] machines;
    private readonly int[] phases;
    private readonly int[] skews;
    private readonly long start;
    private readonly long period;
    private readonly long outOfOrder;
    private readonly long longestDelay;
    private readonly ulong lateBelow;
    private DayCurve curve;

    public LiveSampler(LiveFactoryOptions options)
    {
        this.options = options;
        Sensors = FactorySensor.Mount(options.Machines, options.Sensors);
        start = options.Start.Milliseconds;
        period = options.Period.Ticks / TimeSpan.TicksPerMillisecond;
        outOfOrder = options.OutOfOrder.Ticks / TimeSpan.TicksPerMillisecond;
        var skew = options.ClockSkew.Ticks / TimeSpan.TicksPerMillisecond;
        longestDelay = outOfOrder - (2 * skew);
        lateBelow = (ulong)(options.Late * (1UL << 53));
        machines = [.. Enumerable.Range(0, options.Machines).Select(machine => new HealthyMachine(Unit(RowOfMachines, 2L * machine), Unit(RowOfMachines, (2L * machine) + 1)))];
        phases = [.. Enumerable.Range(0, Sensors.Length).Select(sensor => (int)(Unit(RowOfSensors, sensor) * period))];
        skews = [.. Enumerable.Range(0, Sensors.Length).Select(sensor =>
            Unit(RowOfSkews, 2L * sensor) < options.SkewedShare ? (int)((Unit(RowOfSkews, (2L * sensor) + 1) * ((2 * skew) + 1)) - skew) : 0)];
        Order = [.. Enumerable.Range(0, Sensors.Length).OrderBy(sensor => phases[sensor]).ThenBy(sensor => sensor)];
    }

    public FactorySensor[] Sensors { get; }

    /// <summary>The sensors in the order in which they measure within a round.</summary>
    public int[] Order { get; }

    /// <summary>The round in which a time lies.</summary>
    public long RoundAt(long time) => Math.Max(0, (time - start) / period);

    /// <summary>When a sensor measures; what it then writes down is off by its skew.</summary>
    public long TimeOf(int sensor, long round) => start + (round * period) + phases[sensor];

    /// <summary>How far a sensor's clock is ahead, milliseconds; negative when it is behind.</summary>
    public int SkewOf(int sensor) => skews[sensor];

    /// <summary>What a sensor measures, in hundredths, given what happens to its machine at that time.</summary>
    public int Measure(int sensor, long round, long time, Episode? episode)
    {
        var metric = Sensors[sensor].Metric;
        curve.MoveTo(time);
        var value = machines[Sensors[sensor].MachineIndex].Value(metric, curve.Value, SeededRandom.NoiseOf(SeededRandom.At(options.Seed, sensor, 2 * round)));
        if (episode is not null && sensor % options.Sensors < 2)
            value = metric == FactoryMetric.Vibration ? episode.Vibration(time, value) : episode.Temperature(time, value);
        return (int)Math.Round(value * 100);
    }

    /// <summary>How long a reading is under way, milliseconds; those of a machine with an episode are never late.</summary>
    public long Delay(int sensor, long round, bool mayBeLate)
    {
        var bits = SeededRandom.At(options.Seed, sensor, (2 * round) + 1);
        var unit = SeededRandom.UnitOf(bits);
        if (mayBeLate && (bits >> 11) < lateBelow)
            return outOfOrder + 1 + (long)(LatestMilliseconds * SeededRandom.UnitOf(SeededRandom.At(options.Seed, sensor, -1 - round)));
        return (long)(longestDelay * unit * unit * unit);
    }

    private double Unit(long row, long column) => SeededRandom.UnitOf(SeededRandom.At(options.Seed, row, column));
}
