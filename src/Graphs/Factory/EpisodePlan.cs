namespace Millrace.Graphs.Factory;

/// <summary>Which episodes happen where and when: each in a room of its own, drawn without replacement from all rooms of all machines.</summary>
internal sealed class EpisodePlan
{
    private readonly Episode[][] byMachine;
    private readonly int[] next;

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
