namespace Millrace.Graphs.Factory;

/// <summary>
/// One planted episode on one machine. All its spikes and rises lie in the first 3 minutes of its 4 minutes of room,
/// so that what happens in one room can make no pattern of 60 s with what happens in the next.
/// </summary>
internal sealed class Episode
{
    public static readonly TimeSpan Room = TimeSpan.FromMinutes(4);

    /// <summary>The milliseconds at the beginning of its room in which nothing happens.</summary>
    public const long Quiet = 10_000;

    /// <summary>Above these a reading counts as spike or rise, in hundredths.</summary>
    public const int SpikeLimit = 800;
    public const int RiseLimit = 8000;

    private const long RampMilliseconds = 8_000;
    private const long HoldMilliseconds = 12_000;
    private const long DecayMilliseconds = 20_000;
    private const double LeastSpike = 8.8;

    private readonly long spikeFrom;
    private readonly long spikeTo;
    private readonly long riseFrom;
    private readonly double spikePeak;
    private readonly double risePeak;

    public Episode(EpisodeKind kind, int machine, long roomStart, ref SeededRandom random)
    {
        Kind = kind;
        Machine = machine;
        From = roomStart;
        To = roomStart + (long)Room.TotalMilliseconds;
        var begin = roomStart + random.NextBetween(Quiet, 30_000);
        var spikeLength = random.NextBetween(3_000, 5_000);
        spikePeak = 9.5 + (random.NextUnit() * 4.5);
        risePeak = 86 + (random.NextUnit() * 10);
        spikeFrom = kind == EpisodeKind.RiseFirst ? begin + RampMilliseconds + HoldMilliseconds + DecayMilliseconds + 5_000 : begin;
        spikeTo = spikeFrom + spikeLength;
        riseFrom = kind switch
        {
            EpisodeKind.Failure => spikeTo + random.NextBetween(1_000, 40_000),
            EpisodeKind.RiseTooLate => spikeTo + random.NextBetween(61_000, 90_000),
            EpisodeKind.RiseFirst => begin,
            _ => long.MaxValue,
        };
    }

    public EpisodeKind Kind { get; }

    public int Machine { get; }

    /// <summary>Start of the room, inclusive; milliseconds since the Unix epoch.</summary>
    public long From { get; }

    /// <summary>End of the room, exclusive.</summary>
    public long To { get; }

    /// <summary>Time of the first reading above the limit; null until there was one.</summary>
    public long? Spike { get; private set; }

    /// <summary>Time of the first reading above the limit; null until there was one.</summary>
    public long? Rise { get; private set; }

    /// <summary>The vibration at that time, given what a healthy machine would show.</summary>
    public double Vibration(long time, double healthy)
    {
        if (time < spikeFrom || time >= spikeTo)
            return healthy;
        var x = (double)(time - spikeFrom) / (spikeTo - spikeFrom);
        return LeastSpike + ((spikePeak - LeastSpike) * 4 * x * (1 - x));
    }

    /// <summary>The temperature at that time, given what a healthy machine would show: up, a while at the peak, slowly down.</summary>
    public double Temperature(long time, double healthy)
    {
        if (time < riseFrom)
            return healthy;
        var since = time - riseFrom;
        var share = since < RampMilliseconds ? (double)since / RampMilliseconds
            : since < RampMilliseconds + HoldMilliseconds ? 1
            : 1 - ((double)(since - RampMilliseconds - HoldMilliseconds) / DecayMilliseconds);
        return share <= 0 ? healthy : healthy + (share * (risePeak - healthy));
    }

    /// <summary>Notes the first readings above the limits; to be told every reading of the machine in event-time order.</summary>
    public void Note(FactoryMetric metric, int hundredths, long time)
    {
        if (metric == FactoryMetric.Vibration && hundredths > SpikeLimit)
            Spike ??= time;
        else if (metric == FactoryMetric.Temperature && hundredths > RiseLimit)
            Rise ??= time;
    }
}
