using System.Text;
using Millrace.Graphs.Sinks;
using Millrace.Graphs.Sources;

namespace Millrace.Tests.Sinks;

/// <summary>A sink that keeps what it gets and fails when it is told to.</summary>
internal sealed class ScriptedSink : ISink
{
    public Dictionary<(string, int), long> Positions { get; } = [];

    public List<(string Output, int Partition, long First, int Count)> Attempts { get; } = [];

    public List<string> Taken { get; } = [];

    /// <summary>Null to take what comes.</summary>
    public Func<string, int, SinkException?> Fault { get; set; } = (_, _) => null;

    public string Name => "scripted";

    public long Open(string output, int partition) => Fault("open", partition) is { } fault ? throw fault : Positions.GetValueOrDefault((output, partition));

    public void Deliver(string output, int partition, RecordChunk records)
    {
        Attempts.Add((output, partition, records.Offsets[0], records.Count));
        if (Fault(output, partition) is { } fault)
            throw fault;
        for (var i = 0; i < records.Count; i++)
            Taken.Add($"{output}/{partition} {Encoding.UTF8.GetString(records.ValueOf(i)).TrimEnd()}");
        Positions[(output, partition)] = records.Offsets[^1] + 1;
    }

    public void Dispose()
    {
    }
}
