using Millrace.Actors.Checkpoints;
using Millrace.Actors.Descriptions;
using Millrace.Graphs.Live;
using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;
using Millrace.Messages;

namespace Millrace.TestKit;

/// <summary>
/// The graph of one partition, driven step by step as its runner does in a service: what may pass is tried again at the next occasion, what makes the graph useless begins it
/// anew from its last checkpoint, at the next occasion too.
/// </summary>
internal sealed class DrivenGraph(string name, Func<PartitionGraph> create, Action<LiveEvent> report)
{
    private PartitionGraph? graph;
    private CheckpointDraft? draft;
    private string? blocked;
    private bool isFenced; // another owner has the partition: nothing is done any more
    private bool isCommitFailing;
    private bool isFinished;
    private bool hasUnseenOutputs;

    public override string ToString() => this switch
    {
        { isFenced: true } => $"{name}: has another owner",
        { graph: null } => $"{name}: not open",
        _ => $"{name}: next offset {graph.Offset}, watermark {(graph.Watermark == EventTime.MinValue ? "none" : graph.Watermark >= EventTime.Latest ? "at the end" : graph.Watermark)}, checkpoint {graph.CheckpointNumber}"
            + (blocked is null ? "" : $", paused: {blocked}"),
    };

    /// <summary>Begins from the last checkpoint unless it has begun already.</summary>
    public void Open()
    {
        if (graph is not null || isFenced)
            return;
        var next = create();
        next.OutputsAppended = () => hasUnseenOutputs = true;
        Try(() =>
        {
            foreach (var change in next.Open())
                report(new LiveEvent(LiveEventLevel.Warning, "stateChanged", name, change.ToString()));
            graph = next;
        });
        if (graph is null)
            next.Dispose();
    }

    /// <summary>Takes in the next portion.</summary>
    /// <returns>Whether anything was done.</returns>
    public bool Step()
    {
        var worked = false;
        if (graph is not null)
            Try(() => worked = graph.Fetcher.Step() | TakeIn(graph));
        if (graph is not null && hasUnseenOutputs && !worked)
            LetOut(graph);
        return worked;
    }

    /// <summary>Ends the input, if that was not done yet and all that there is has been taken in.</summary>
    /// <returns>Whether it is ended.</returns>
    public bool TryFinish()
    {
        if (isFinished || graph is null || blocked is not null)
            return isFinished;
        isFinished = true;
        Try(graph.Finish);
        return isFinished;
    }

    /// <summary>Writes a checkpoint if anything has changed since the last.</summary>
    /// <returns>Whether everything so far is in a checkpoint.</returns>
    public bool TryCheckpoint()
    {
        if (graph is null)
            return false;
        if (!graph.IsDirty)
            return true;
        var isWritten = false;
        Try(() =>
        {
            draft ??= graph.BeginCheckpoint();
            if (draft is not null)
                isWritten = TryCommit(graph, draft);
        });
        return isWritten;
    }

    public IReadOnlyList<KeyDescription> Describe(string key) => graph?.Describe(key) ?? [];

    private bool TakeIn(PartitionGraph open)
    {
        var result = open.Step();
        if (open.Blocked != blocked)
        {
            blocked = open.Blocked;
            report(new LiveEvent(blocked is null ? LiveEventLevel.Information : LiveEventLevel.Warning, blocked is null ? "resumed" : "paused", name, blocked ?? ""));
        }

        return result == StepResult.Worked;
    }

    /// <summary>Outputs that are published at once are seen when they are on disk.</summary>
    private void LetOut(PartitionGraph open)
    {
        try
        {
            open.SyncOutputs();
            hasUnseenOutputs = false;
        }
        catch (LogWriteException failure)
        {
            report(new LiveEvent(LiveEventLevel.Warning, "outputsHeldBack", name, failure.Message));
        }
    }

    private bool TryCommit(PartitionGraph open, CheckpointDraft taken)
    {
        try
        {
            open.Commit(taken);
        }
        catch (Exception failure) when (failure is CheckpointStoreException { IsTransient: true } or LogWriteException)
        {
            isCommitFailing = true;
            report(new LiveEvent(LiveEventLevel.Warning, "checkpointFailed", name, failure.Message));
            return false;
        }

        open.Complete(taken);
        draft = null;
        if (isCommitFailing)
            report(new LiveEvent(LiveEventLevel.Information, "checkpointRecovered", name, "checkpoints are written again"));
        isCommitFailing = false;
        return true;
    }

    private void Try(Action act)
    {
        try
        {
            act();
        }
        catch (FencedException fenced)
        {
            isFenced = true;
            GiveUp("fenced", fenced.Message);
        }
        catch (Exception failure) when (failure is CheckpointStoreException or SourceException or LogWriteException or InvalidDataException)
        {
            GiveUp("partitionFailed", failure.Message);
        }
    }

    private void GiveUp(string what, string reason)
    {
        graph?.Dispose();
        (graph, draft, blocked, isCommitFailing, isFinished) = (null, null, null, false, false);
        report(new LiveEvent(LiveEventLevel.Error, what, name, reason));
    }
}
