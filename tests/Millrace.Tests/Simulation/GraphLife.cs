using Millrace.Actors.Checkpoints;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;

namespace Millrace.Tests.Simulation;

/// <summary>A graph through its restarts within one life of the process, driven step by step as its runner does.</summary>
internal sealed class GraphLife(Func<PartitionGraph> create)
{
    private PartitionGraph? graph;
    private CheckpointDraft? draft;

    /// <summary>Why it last began anew.</summary>
    public string LastFailure { get; set; } = "";

    public override string ToString() => graph is null ? $"not open; {LastFailure}" : $"offset {graph.Offset}, watermark {graph.Watermark}, blocked {graph.Blocked}, checkpoint {graph.CheckpointNumber}, {graph.Statistics}; {LastFailure}";

    public bool IsCommitting => draft is not null;

    public bool IsBehind => graph?.Mailbox.Bytes > 0;

    /// <summary>Begins anew from the last checkpoint, now or, when the store does not let it, at the next occasion.</summary>
    public void Reopen()
    {
        graph?.Dispose();
        (graph, draft) = (null, null);
        var next = create();
        try
        {
            next.Open();
            graph = next;
        }
        catch (Exception failure) when (failure is CheckpointStoreException or LogWriteException)
        {
            next.Dispose();
        }
    }

    public bool Fetch() => Is(open => open.Fetcher.Step());

    public bool Step(Probes probes) => Is(open =>
    {
        var result = open.Step();
        if (result == StepResult.Blocked)
            probes.Hit(open.Blocked!.StartsWith("sinks", StringComparison.Ordinal) ? "paused by a slow sink" : "outputs could not be written");
        return result == StepResult.Worked;
    });

    public bool Sync(Probes probes) => Is(open =>
    {
        try
        {
            open.SyncOutputs();
        }
        catch (LogWriteException)
        {
            probes.Hit("outputs could not be synced");
        }

        return false;
    });

    public bool Begin() => Is(open => (draft ??= open.BeginCheckpoint()) is not null);

    /// <summary>Writes the checkpoint that was begun; what may pass is tried again with the same one later.</summary>
    public bool Commit(Probes probes) => Is(open =>
    {
        if (draft is null)
            return false;
        try
        {
            open.Commit(draft);
        }
        catch (Exception failure) when (failure is CheckpointStoreException { IsTransient: true } or LogWriteException)
        {
            probes.Hit($"checkpoint tried again: {failure.GetType().Name}");
            return true;
        }

        open.Complete(draft);
        draft = null;
        probes.Hit("checkpoint");
        return true;
    });

    private bool Is(Func<PartitionGraph, bool> act)
    {
        if (graph is not null)
            return act(graph);
        Reopen();
        return graph is not null;
    }
}
