namespace Millrace.Graphs.Factory;

/// <summary>
/// Which episodes happen where and when in a live factory: a pure function of seed and start. They are numbered; a run plays those that begin in it.
/// Machines take turns in a fixed, scattered order, so that the episodes of one never touch.
/// </summary>
internal sealed class LivePlan
{
    /// <summary>How long after the beginning of its room an episode counts as begun and a machine goes offline; spikes and rises come later.</summary>
    public const long Lead = Episode.Quiet / 2;

    private const int RowOfStride = -1;
    private const int RowOfJitter = -2;
    private const int RowOfEpisode = -3;

    private readonly LiveFactoryOptions options;
    private readonly long every;
    private readonly long stride;
    private readonly long shift;

    public LivePlan(LiveFactoryOptions options)
    {
        this.options = options;
        every = options.FailureEvery.Ticks / 2 / TimeSpan.TicksPerMillisecond;
        shift = (long)(SeededRandom.At(options.Seed, RowOfStride, 0) % (ulong)options.Machines);
        stride = (long)(SeededRandom.At(options.Seed, RowOfStride, 1) % (ulong)options.Machines);
        while (GreatestDivisor(stride, options.Machines) != 1)
            stride++;
    }

    /// <summary>The first episode that begins at a time or after it.</summary>
    public long FirstFrom(long time)
    {
        var number = Math.Max(0, (time - options.Start.Milliseconds) / every) - 1;
        number = Math.Max(0, number);
        while (BeginOf(number) < time)
            number++;
        return number;
    }

    /// <summary>When an episode counts as begun; grows with the number.</summary>
    public long BeginOf(long number) =>
        options.Start.Milliseconds + (number * every) + (long)(SeededRandom.At(options.Seed, RowOfJitter, number) % (ulong)(every / 2));

    public Episode EpisodeOf(long number)
    {
        var kind = number % 2 == 0 ? EpisodeKind.Failure : (EpisodeKind)(1 + (number / 2 % 3));
        var random = new SeededRandom((long)SeededRandom.At(options.Seed, RowOfEpisode, number));
        return new Episode(kind, (int)((shift + (number % options.Machines * stride)) % options.Machines), BeginOf(number) - Lead, ref random);
    }

    /// <summary>When the machine of an episode is back; at its beginning when it never goes.</summary>
    public long OnlineAgain(long number) =>
        BeginOf(number) + (options.OfflineEach > 0 && number % options.OfflineEach == 2 ? options.OfflineFor.Ticks / TimeSpan.TicksPerMillisecond : 0);

    private static long GreatestDivisor(long a, long b) => b == 0 ? a : GreatestDivisor(b, a % b);
}
