using System.Text;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Pipelines;
using Millrace.Graphs.Sources;
using Millrace.Persistence.Sqlite;

namespace Millrace.Bench;

/// <summary>A log and a store in a folder that is deleted in the end, and live pipelines over them. The folder is on the disk to be measured: TMPDIR says which.</summary>
public sealed class BenchFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("millrace-bench-").FullName;

    public BenchFolder()
    {
        Log = EmbeddedLog.Open(Path.Combine(root, "log"), new LogOptions(), TimeProvider.System);
        Store = SqliteCheckpointStore.Open(Path.Combine(root, "checkpoints.db"));
    }

    public EmbeddedLog Log { get; }

    public SqliteCheckpointStore Store { get; }

    public LiveSetup Setup(string pipeline, LiveOptions options) => new()
    {
        Pipeline = symbols => PipelineFile.Parse(pipeline, "bench.yaml", new PipelineOptions { Symbols = symbols }).Definition!,
        Log = Log,
        Store = Store,
        Clock = TimeProvider.System,
        Options = options,
        Report = told =>
        {
            if (told.Level == LiveEventLevel.Error)
                Console.WriteLine($"{told.Name} {told.Subject}: {told.Text}");
        },
    };

    /// <summary>Appends lines to a topic of one partition, a thousand together, as requests of that size would.</summary>
    public LogPartition Fill(string topic, IEnumerable<ReadOnlyMemory<byte>> lines)
    {
        var partition = Log.Topic(topic, 1).Partitions[0];
        var chunk = new RecordChunk();
        foreach (var line in lines)
        {
            chunk.Add(line.Span);
            if (chunk.Count < 1000)
                continue;
            partition.Append(chunk);
            chunk.Clear();
        }

        if (chunk.Count > 0)
            partition.Append(chunk);
        partition.Sync();
        return partition;
    }

    /// <summary>The lines of a file, without their line breaks.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Lines(string path)
    {
        using var file = new StreamReader(path, Encoding.Latin1, false, 1 << 20);
        while (file.ReadLine() is { } line)
            yield return Encoding.Latin1.GetBytes(line);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Store.Dispose();
        Log.Dispose();
        Directory.Delete(root, recursive: true);
    }
}
