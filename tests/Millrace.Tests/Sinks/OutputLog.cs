using System.Text;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;
using Millrace.TestKit;

namespace Millrace.Tests.Sinks;

/// <summary>Topics of outputs in an embedded log over files in memory.</summary>
internal sealed class OutputLog : IDisposable
{
    private readonly EmbeddedLog log;

    public OutputLog(TimeProvider time, int partitions, params string[] outputs)
    {
        log = EmbeddedLog.Open(new SimulatedFiles(), new LogOptions { SegmentBytes = 4096, IndexEveryBytes = 1024, RetentionBytes = 4096 }, time);
        Topics = [.. outputs.Select(output => log.Topic(output, partitions))];
        foreach (var partition in Topics.SelectMany(topic => topic.Partitions))
            partition.Visibility = LogVisibility.Committed;
    }

    public LogTopic[] Topics { get; }

    public LogPartition this[string output, int partition] => Topics.Single(topic => topic.Name == output).Partitions[partition];

    /// <summary>Appends lines to a partition, each under its key if it has one, and lets them out.</summary>
    public void Add(string output, int partition, params string[] lines)
    {
        Append(output, partition, lines);
        this[output, partition].Commit(this[output, partition].End);
    }

    public void Append(string output, int partition, params string[] lines)
    {
        var chunk = new RecordChunk();
        foreach (var line in lines)
            chunk.Add(Encoding.UTF8.GetBytes(line + "\n"), Encoding.UTF8.GetBytes(Millrace.Messages.Codecs.OutputLine.Read(Encoding.UTF8.GetBytes(line)).Key ?? ""));
        this[output, partition].Append(chunk);
        this[output, partition].Sync();
    }

    public void ApplyRetention() => log.ApplyRetention();

    public void Dispose() => log.Dispose();
}
