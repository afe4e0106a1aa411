using System.Text.Json;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;
using Millrace.Host.Commands;

namespace Millrace.Host.Live;

/// <summary>The demonstration's data folder: log and checkpoints, the note of the factory, and files that the user is invited to play with.</summary>
internal sealed class DemoFolder
{
    private const string PipelineResource = "live-factory.yaml";
    private const long Seed = 143; // a bearing fails soon, so that nobody waits long for the first match
    private const int FetchBytes = 256 * 1024;
    private readonly string shown;

    private DemoFolder(string shown, string root) => (this.shown, Root) = (shown, root);

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The pipeline that runs, for the user to edit.</summary>
    public string Pipeline => Path.Combine(shown, "pipeline.yaml");

    /// <summary>Readings of a machine that is not the factory's, for the user to send.</summary>
    public string Oven => Path.Combine(shown, "oven.ndjson");

    /// <summary>What the service has to say.</summary>
    public string ServiceLog => Path.Combine(shown, "service.log");

    /// <summary>The factory.</summary>
    public required FactoryNote Note { get; init; }

    /// <summary>Whether the factory was there before.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>Opens a folder and puts what is missing in it.</summary>
    /// <exception cref="BadInputException">It is somebody else's, in use, or has another factory.</exception>
    public static DemoFolder Open(LiveDemoOptions options, TimeProvider clock)
    {
        var root = Path.GetFullPath(options.Folder);
        FactoryNote? note;
        try
        {
            note = FactoryNote.Find(root);
        }
        catch (JsonException bad)
        {
            throw new BadInputException($"millrace: {Path.Combine(options.Folder, FactoryNote.FileName)} cannot be read: {bad.Message}\n    mend: delete {options.Folder}, or give --data another folder");
        }

        if (note is null && Directory.Exists(Path.Combine(root, "log")))
            throw new BadInputException($"millrace: {options.Folder} holds a log that is not the demonstration's; give --data another folder");
        if (options.Fresh && note is not null)
        {
            Empty(root, clock);
            note = null;
        }

        if (note is not null && options.Sensors is { } sensors && sensors != note.Sensors)
            throw new BadInputException($"millrace: the factory in {options.Folder} has {note.Sensors} sensors; leave --sensors out, or start a new one with --fresh");
        Directory.CreateDirectory(root);
        var isKnown = note is not null;
        var folder = new DemoFolder(options.Folder, root)
        {
            IsKnown = isKnown,
            Note = note ?? FactoryNote.Of(root, Seed, clock.GetUtcNow(), options.Sensors ?? LiveDemoOptions.DefaultSensors),
        };
        if (!File.Exists(folder.Pipeline))
            File.WriteAllText(folder.Pipeline, Resource());
        if (!File.Exists(folder.Oven))
            File.WriteAllText(folder.Oven, OvenReadings(clock.GetUtcNow()));
        if (!isKnown)
            folder.Note.Write();
        return folder;
    }

    /// <summary>Settles what a crash left open: whether the readings that were to be appended last are in the log.</summary>
    public void Settle(LogPartition partition)
    {
        if (Note.Intended is not { } intent)
            return;
        if (Contains(partition, intent))
            Note.Appended();
        else
            Note.NotAppended();
    }

    private static bool Contains(LogPartition partition, FactoryNote.Intent intent)
    {
        if (intent.Offset < partition.Start || intent.Offset >= partition.Stable)
            return false;
        var last = System.Text.Encoding.UTF8.GetBytes(intent.Last);
        using var reader = partition.OpenReader(intent.Offset);
        var chunk = new RecordChunk();
        while (reader.Position < partition.Stable && reader.TryRead(chunk, FetchBytes))
        {
            for (var i = 0; i < chunk.Count; i++)
            {
                if (chunk.ValueOf(i).SequenceEqual(last))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Deletes what the demonstration has made, and nothing else.</summary>
    private static void Empty(string root, TimeProvider clock)
    {
        try
        {
            // Not under the feet of one that runs.
            EmbeddedLog.Open(Path.Combine(root, "log"), new LogOptions(), clock).Dispose();
        }
        catch (LogLockedException locked)
        {
            throw new BadInputException($"millrace: {locked.Message}");
        }

        Directory.Delete(Path.Combine(root, "log"), recursive: true);
        foreach (var name in new[] { "checkpoints.db", "checkpoints.db-wal", "checkpoints.db-shm", FactoryNote.FileName, "pipeline.yaml", "oven.ndjson" })
            File.Delete(Path.Combine(root, name));
    }

    private static string Resource()
    {
        using var resource = typeof(DemoFolder).Assembly.GetManifestResourceStream(PipelineResource)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    /// <summary>A bearing that fails, and some seconds more, for results come only once later readings have.</summary>
    private static string OvenReadings(DateTimeOffset now)
    {
        var text = new System.Text.StringBuilder();
        for (var second = 0; second < 40; second++)
        {
            var time = now.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
            var (metric, value) = (second % 2 == 0 ? "vibration" : "temperature", second % 2 == 0 ? (second == 10 ? 9.5 : 2.5) : (second >= 21 ? 84.0 : 65.0));
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"sensor\":\"oven-{metric}\",\"machine\":\"oven\",\"metric\":\"{metric}\",\"value\":{value},\"timestamp\":\"{time}\"}}\n");
        }

        return text.ToString();
    }
}
