using System.Text;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Tests.Crashes;

/// <summary>What is in the log of a service that has ended.</summary>
internal static class LogContents
{
    /// <summary>The records of each partition of a topic, in order.</summary>
    public static List<string>[] Read(string data, string topic)
    {
        using var log = EmbeddedLog.Open(Path.Combine(data, "log"), new LogOptions(), TimeProvider.System);
        Assert.Contains(topic, log.Topics);
        return [.. log.Topic(topic).Partitions.Select(Read)];
    }

    /// <summary>Writes the records of each partition into a file of its own.</summary>
    public static string[] Export(string data, string topic, string folder)
    {
        var partitions = Read(data, topic);
        var files = partitions.Select((_, i) => Path.Combine(folder, $"{topic}-{i}.ndjson")).ToArray();
        for (var i = 0; i < files.Length; i++)
            File.WriteAllLines(files[i], partitions[i]);
        return files;
    }

    private static List<string> Read(LogPartition partition)
    {
        var records = new List<string>();
        using var reader = partition.OpenReader(partition.Start);
        var chunk = new RecordChunk();
        while (reader.TryRead(chunk, 1 << 20))
        {
            for (var i = 0; i < chunk.Count; i++)
                records.Add(Encoding.UTF8.GetString(chunk.ValueOf(i)).TrimEnd());
        }

        return records;
    }
}
