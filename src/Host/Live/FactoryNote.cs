using System.Collections.Immutable;
using System.Text.Json;
using Millrace.Graphs.Factory;
using Millrace.Messages;

namespace Millrace.Host.Live;

/// <summary>
/// What has to be remembered of a live factory beside its log, in a file of its own: how it was opened, and when it was connected. What is about to be appended is noted before, so that after a
/// crash the log can tell whether it was. One thread at a time.
/// </summary>
internal sealed class FactoryNote
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "factory.json";

    /// <summary>The most runs that are remembered; of older ones nobody asks whether their failures were found. They cost 60 bytes each in a file that is written often.</summary>
    public const int MostRuns = 1000;

    private readonly string path;
    private Content content;

    private FactoryNote(string path, Content content) => (this.path, this.content) = (path, content);

    /// <summary>Readings that were about to be appended.</summary>
    /// <param name="Until">The moment up to which they had arrived.</param>
    /// <param name="Offset">Where the log ended before.</param>
    /// <param name="Last">The last of them.</param>
    public sealed record Intent(DateTimeOffset Until, long Offset, string Last);

    private sealed record Run(DateTimeOffset From, DateTimeOffset To);

    private sealed record Content(long Seed, DateTimeOffset Start, int Sensors, ImmutableArray<Run> Runs, Intent? Intent, bool IsStopped);

    /// <summary>Where all chance comes from.</summary>
    public long Seed => content.Seed;

    /// <summary>When the factory was opened.</summary>
    public EventTime Start => new(content.Start.ToUnixTimeMilliseconds());

    /// <summary>How many sensors it has.</summary>
    public int Sensors => content.Sensors;

    /// <summary>When it was connected, in order.</summary>
    public ImmutableArray<FactoryRun> Runs => [.. content.Runs.Select(run => new FactoryRun(Time(run.From), Time(run.To)))];

    /// <summary>What may have been appended since the last of <see cref="Runs"/>.</summary>
    public Intent? Intended => content.Intent;

    /// <summary>Whether it was stopped in order the last time.</summary>
    public bool IsStopped => content.IsStopped;

    /// <summary>The note of a factory that is opened now; not written yet.</summary>
    public static FactoryNote Of(string folder, long seed, DateTimeOffset start, int sensors) =>
        new(Path.Combine(folder, FileName), new Content(seed, start, sensors, [], null, false));

    /// <summary>The note in a folder; null when there is none.</summary>
    /// <exception cref="JsonException">It is no note.</exception>
    public static FactoryNote? Find(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path));
        return content is { Runs.IsDefault: false } ? new FactoryNote(path, content) : throw new JsonException("It says nothing of a factory.");
    }

    /// <summary>Writes down when the factory was opened: at its first reading, for its failures are planned from then on.</summary>
    public void Open(DateTimeOffset start)
    {
        content = content with { Start = start };
        Write();
    }

    /// <summary>Writes down that readings are about to be appended.</summary>
    public void Intend(ImmutableArray<FactoryRun> runs, Intent intent)
    {
        // What has arrived by now is no part of the runs before it is in the log: the last of them is cut to what was there before.
        var known = content.Runs;
        if (known.IsEmpty || From(runs[^1].From) > known[^1].From)
            known = Written(runs)[..^1].Add(new Run(From(runs[^1].From), From(runs[^1].From).AddMilliseconds(-1)));
        content = content with { Runs = Bounded(known), Intent = intent, IsStopped = false };
        Write();
    }

    /// <summary>Notes that they were, in memory: the next intent writes it, and until then the log tells.</summary>
    public void Appended()
    {
        if (content is { Intent: { } intent, Runs: [.., var last] })
            content = content with { Runs = content.Runs.SetItem(content.Runs.Length - 1, last with { To = intent.Until }), Intent = null };
    }

    /// <summary>Notes that the log does not have them.</summary>
    public void NotAppended() => content = content with { Intent = null };

    /// <summary>Writes down that it was stopped in order.</summary>
    public void Stopped()
    {
        content = content with { IsStopped = true };
        Write();
    }

    /// <summary>Writes all of it.</summary>
    public void Write()
    {
        // Whoever is killed in the middle leaves the old file or the new one.
        var next = path + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(content));
        File.Move(next, path, overwrite: true);
    }

    private static ImmutableArray<Run> Written(ImmutableArray<FactoryRun> runs) => [.. runs.Select(run => new Run(From(run.From), From(run.To)))];

    private static ImmutableArray<Run> Bounded(ImmutableArray<Run> runs) => runs.Length > MostRuns ? runs[^MostRuns..] : runs;

    private static EventTime Time(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    private static DateTimeOffset From(EventTime time) => DateTimeOffset.FromUnixTimeMilliseconds(time.Milliseconds);
}
