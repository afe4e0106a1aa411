using System.Text;
using Millrace.Graphs.Ingest;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sinks;
using Millrace.Graphs.Sources;

namespace Millrace.TestKit;

/// <summary>One life of the process that runs a pipeline, from a start to a kill: log, graphs and sinks, on the caller's thread. It is left lying, not disposed of: nothing is written when a process is killed.</summary>
internal sealed class PipelineProcess
{
    private const int MaxRounds = 1_000_000; // of a single call; beyond it an actor asks for ever again for what is due at once
    private readonly PipelineGraphs graphs;
    private readonly List<(int Stage, DrivenGraph Graph)> driven = [];
    private readonly List<SinkPump> pumps = [];
    private readonly ReadingIngest ingest;

    public PipelineProcess(LiveSetup setup, Func<string, ISink> sinkOf)
    {
        graphs = new PipelineGraphs(setup, Backlog);
        ingest = new ReadingIngest(graphs.Definition, graphs.Source.Partitions.Length);
        foreach (var topic in Outputs)
            pumps.Add(new SinkPump(sinkOf(topic.Name), [topic], setup.Clock));
        foreach (var place in graphs.Places)
            driven.Add((place.Stage, new DrivenGraph(graphs.SourceOf(place).Name, () => graphs.Create(place), setup.Report)));
    }

    public string Name => graphs.Definition.Name;

    public LogTopic Source => graphs.Source;

    /// <summary>The topics of the outputs, in the order of the pipeline.</summary>
    public IEnumerable<LogTopic> Outputs => graphs.Definition.Outputs.Select(name => graphs.Outputs[name]);

    public IEnumerable<DrivenGraph> Graphs => driven.Select(one => one.Graph);

    /// <summary>Appends readings as the service does.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="ArgumentException">They would be refused.</exception>
    /// <exception cref="LogWriteException">They cannot be written.</exception>
    public int Send(string readings, string? key)
    {
        using var batch = ingest.Read(Encoding.UTF8.GetBytes(readings), OnBadReading.Refuse, Encoding.UTF8.GetBytes(key ?? ""));
        if (batch.IsRefused)
        {
            var errors = batch.Errors.Select(error => $"line {error.Line}{(error.Column is { } column ? $", column {column}" : "")}: {error.Reason}");
            throw new ArgumentException($"The service would refuse this: {string.Join("; ", errors)}\n{readings}", nameof(readings));
        }

        foreach (var (partition, records) in batch.Records)
            Append(partition, records);
        return batch.Accepted;
    }

    public void Append(int partition, RecordChunk records)
    {
        Source.Partitions[partition].Append(records);
        Source.Partitions[partition].Sync();
    }

    /// <summary>Does all that there is to do at this moment of the clock.</summary>
    public void Settle()
    {
        foreach (var graph in Graphs)
            graph.Open();
        var rounds = 0;
        while (Round())
        {
            if (++rounds > MaxRounds)
                throw new InvalidOperationException($"The pipeline does not come to rest: after {MaxRounds} steps there is still something to do at this moment.");
        }
    }

    /// <summary>Writes a checkpoint of every partition; those behind a re-partition log once they have taken in what that of the first lets out.</summary>
    /// <param name="isEnding">Whether the input has ended: then everything open fires first.</param>
    /// <returns>Whether all were written.</returns>
    public bool TryCheckpoint(bool isEnding)
    {
        var all = true;
        for (var stage = 0; stage < graphs.Stages.Length; stage++)
        {
            Settle();
            foreach (var (_, graph) in driven.Where(one => one.Stage == stage))
            {
                // Downstream the input ends when all that is upstream has been let out.
                var isComplete = !isEnding || (all && graph.TryFinish());
                all &= graph.TryCheckpoint() && isComplete;
            }
        }

        Settle();
        return all;
    }

    private bool Round()
    {
        var worked = false;
        foreach (var graph in Graphs)
            worked |= graph.Step();
        foreach (var pump in pumps)
            worked |= pump.Step();
        return worked;
    }

    private long Backlog(LogPartition[] written)
    {
        var most = written.Sum(partition => partition.BytesBetween(partition.Stable, partition.End));
        foreach (var pump in pumps)
            most = Math.Max(most, pump.BacklogBytes(written[0].Index));
        return most;
    }
}
