namespace Millrace.Graphs.Factory;

/// <summary>Which episodes happen where and when: each in a room of its own, drawn without replacement from all rooms of all machines.</summary>
internal sealed class EpisodePlan
{
    private const int RowOfOutages = -21;
    private const long OutageLead = 30_000;

    private readonly Episode[][] byMachine;
    private readonly int[] next;
    private readonly (long From, long To)[][] outages; // by machine
    private readonly int[] nextOutage;

    public EpisodePlan(FactoryOptions options, ref SeededRandom random)
    {
        var rooms = options.Machines * (options.Span.Ticks / Episode.Room.Ticks);
        var count = options.Failures + options.NearMisses;
        var taken = new HashSet<long>();

        // The rooms of each machine begin a little later than those of another, so that not all spikes come in the same seconds.
        var offsets = new long[options.Machines];
        for (var machine = 0; machine < offsets.Length; machine++)
            offsets[machine] = random.NextBetween(0, (options.Span.Ticks % Episode.Room.Ticks / TimeSpan.TicksPerMillisecond) + 1);
        var episodes = new List<Episode>(count);
        for (var i = 0; i < count; i++)
        {
            var room = random.NextBetween(0, rooms);
            while (!taken.Add(room))
                room = (room + 1) % rooms;
            var kind = i < options.Failures ? EpisodeKind.Failure : (EpisodeKind)(1 + ((i - options.Failures) % 3));
            var machine = (int)(room % options.Machines);
            var start = (options.Start + (room / options.Machines * Episode.Room)).Milliseconds + offsets[machine];
            episodes.Add(new Episode(kind, machine, start, ref random));
        }

        Episodes = [.. episodes.OrderBy(episode => episode.From).ThenBy(episode => episode.Machine)];
        next = new int[options.Machines];
        byMachine = new Episode[options.Machines][];
        var grouped = Episodes.ToLookup(episode => episode.Machine);
        for (var machine = 0; machine < options.Machines; machine++)
            byMachine[machine] = [.. grouped[machine]];

        // From a source of chance of its own, so that what is planted besides stays as it is.
        var other = new SeededRandom((long)SeededRandom.At(options.Seed, RowOfOutages, 0));
        var places = new List<(int Machine, long From)>();
        for (var i = 0; i < options.Offline; i++)
        {
            var room = other.NextBetween(0, rooms);
            while (!taken.Add(room))
                room = (room + 1) % rooms;
            var machine = (int)(room % options.Machines);
            places.Add((machine, (options.Start + (room / options.Machines * Episode.Room)).Milliseconds + offsets[machine] + OutageLead));
        }

        var length = options.OfflineFor.Ticks / TimeSpan.TicksPerMillisecond;
        nextOutage = new int[options.Machines];
        outages = new (long, long)[options.Machines][];
        var placed = places.OrderBy(place => place.From).ToLookup(place => place.Machine, place => (place.From, place.From + length));
        for (var machine = 0; machine < options.Machines; machine++)
            outages[machine] = [.. placed[machine]];
    }

    /// <summary>The times in which machines are offline, by machine.</summary>
    public IReadOnlyList<IReadOnlyList<(long From, long To)>> Outages => outages;

    /// <summary>When the machine, offline at that time, is back; null when it is not. Times of one machine must not go back.</summary>
    public long? Back(int machine, long time)
    {
        var own = outages[machine];
        ref var index = ref nextOutage[machine];
        while (index < own.Length && own[index].To <= time)
            index++;
        return index < own.Length && own[index].From <= time ? own[index].To : null;
    }

    /// <summary>All episodes, by time, then by machine.</summary>
    public IReadOnlyList<Episode> Episodes { get; }

    /// <summary>The episode of that machine at that time, if any; times of one machine must not go back.</summary>
    public Episode? At(int machine, long time)
    {
        var own = byMachine[machine];
        ref var index = ref next[machine];
        while (index < own.Length && own[index].To <= time)
            index++;
        return index < own.Length && own[index].From <= time ? own[index] : null;
    }
}
