using Millrace.Actors.Checkpoints;
using Millrace.Actors.Descriptions;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Graphs.Live;

/// <summary>
/// The graph of one partition, materialised: mailbox -> shards -> output topics, and its checkpoints. Nothing in it waits, names a clock or starts a thread:
/// whoever drives it calls <see cref="Step"/> again and again, on one thread at a time, and <see cref="Commit"/> on any.
/// </summary>
internal sealed class PartitionGraph : IDisposable
{
    private readonly PartitionSetup setup;
    private readonly ShardWorker[] workers;
    private OpenedPartition opened = null!;
    private long number;
    private long checkpointOffset;
    private bool ticked;
    private volatile bool hasKeptTime;
    private CheckpointDraft? pending;
    private IReadOnlyList<long> upstream = [];

    /// <summary>A graph that is not open yet.</summary>
    public PartitionGraph(PartitionSetup setup)
    {
        this.setup = setup;
        workers = [.. Enumerable.Range(0, setup.Shards).Select(setup.CreateWorker)];
        Mailbox = new Mailbox(() => new Portion(setup.Schema, setup.Symbols, setup.BatchRows, setup.CarriesWatermarks), setup.Options.MailboxBytes);
        Fetcher = new Fetcher(setup.Source, setup.Decoder, Mailbox, setup.Options.FetchBytes);
    }

    public Mailbox Mailbox { get; }

    public Fetcher Fetcher { get; }

    /// <summary>The next offset to be taken in.</summary>
    public long Offset { get; private set; }

    public long HighestTime { get; private set; } = long.MinValue;

    /// <summary>The earliest wall-clock time at which something happens without a reading; milliseconds since the Unix epoch.</summary>
    public long NextWake => workers.Min(worker => worker.Shard.NextWake);

    public long Epoch => opened.Epoch;

    /// <summary>The number of the last checkpoint that was written.</summary>
    public long CheckpointNumber => number;

    public EventTime Watermark => workers[0].Shard.Watermark;

    public long ResidentKeys => workers.Sum(worker => worker.Shard.ResidentKeys);

    public long ResidentBytes => workers.Sum(worker => worker.Shard.ResidentBytes);

    public ShardStatistics Statistics
    {
        get
        {
            var sum = default(ShardStatistics);
            foreach (var worker in workers)
            {
                var own = worker.Shard.Statistics;
                sum.Readings += own.Readings;
                sum.Watermarks += own.Watermarks;
                sum.DeadLetters += own.DeadLetters;
                sum.Late += own.Late;
            }

            return sum;
        }
    }

    /// <summary>Bytes of outputs that are not delivered yet.</summary>
    public long BacklogBytes => setup.Backlog();

    /// <summary>Whether something was taken in since the last checkpoint that was written.</summary>
    public bool IsDirty => pending is not null || Offset != checkpointOffset || ticked;

    /// <summary>Why nothing is taken in; null when the last step was not blocked.</summary>
    public string? Blocked { get; private set; }

    /// <summary>Whether the last step was blocked because outputs cannot be written.</summary>
    public bool CannotWrite { get; private set; }

    /// <summary>Takes ownership and goes back to the last checkpoint; what was put out beyond it is cut off.</summary>
    /// <returns>Tables whose state was left behind because the pipeline has changed, and those that are new.</returns>
    /// <exception cref="CheckpointStoreException">The store cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">The checkpoint was written by a later program, or is damaged.</exception>
    public IReadOnlyList<TableChange> Open()
    {
        opened = setup.Store.Open(setup.Name);
        number = opened.Number;
        PartitionHead? head = null;
        if (!opened.Head.IsEmpty)
        {
            head = PartitionHead.Parse(opened.Head, setup.Symbols);
            for (var i = 0; i < workers.Length; i++)
            {
                var reader = new StateReader(head.Shard.Span, setup.Symbols);
                workers[i].Shard.ReadHead(ref reader);
                workers[i].Shard.RestoreStatistics(i == 0 ? head.Statistics : default);
            }
        }

        Offset = checkpointOffset = head?.Offset ?? setup.FirstOffset;
        HighestTime = head?.HighestTime ?? long.MinValue;
        upstream = head?.Upstream ?? [];
        setup.Decoder.Restore(upstream);
        var isNew = setup.Outputs.Recover(name => head?.Outputs.Where(output => output.Name == name).Select(output => (long?)output.End).FirstOrDefault());
        if (setup.Options.LoadAtStart)
            setup.Run(workers, static worker => worker.Shard.LoadAll());
        setup.Source.Seek(Offset);

        // Where the outputs begin must be known before the first is put out, else a crash could not tell ours from what stood there before.
        if (isNew || head is null)
        {
            ticked = true;
            var first = BeginCheckpoint()!;
            Commit(first);
            Complete(first);
        }

        return [.. workers[0].Shard.Changes.Where(change => change.Kind != TableChangeKind.Kept)];
    }

    /// <summary>Takes in one portion, or lets wall-clock time pass when all that there is has been taken in.</summary>
    /// <exception cref="CheckpointStoreException">An actor cannot be loaded. The graph is of no more use: open a new one.</exception>
    public StepResult Step()
    {
        if (IsBlocked())
            return StepResult.Blocked;
        if (!Mailbox.TryTake(out var portion))
            return TryTick() ? StepResult.Worked : StepResult.Idle;
        setup.Run(workers, worker => worker.Process(portion));
        HighestTime = Math.Max(HighestTime, portion.HighestTime);
        Offset = portion.Next;
        upstream = portion.Upstream;
        Mailbox.Done(portion);
        TryFlush();
        return StepResult.Worked;
    }

    /// <summary>The barrier: serialises what changed since the last checkpoint. What comes then goes into the next.</summary>
    /// <returns>What is to be given to <see cref="Commit"/>; null when nothing changed, when the last is not complete, or when outputs cannot be written now.</returns>
    public CheckpointDraft? BeginCheckpoint()
    {
        if (pending is not null || (Offset == checkpointOffset && !ticked) || !TryFlush())
            return null;
        var start = setup.Clock.GetTimestamp();
        setup.Run(workers, static worker =>
        {
            worker.Changes.Clear();
            worker.Shard.TakeChanges(worker.Changes);
        });
        var shardHead = new StateWriter(setup.Symbols);
        workers[0].Shard.WriteHead(shardHead);
        var ends = setup.Outputs.Ends;
        var head = new PartitionHead
        {
            Offset = Offset,
            HighestTime = HighestTime,
            Statistics = Statistics,
            Outputs = [.. setup.Outputs.Names.Zip(ends)],
            Upstream = upstream,
            Shard = shardHead.Written,
        };
        var checkpoint = new Checkpoint(setup.Name, opened.Epoch, number + 1, head.ToBytes(setup.Symbols), [.. workers.Select(worker => worker.Changes)]);
        ticked = false;
        return pending = new CheckpointDraft(checkpoint, Offset, ends, setup.Clock.GetElapsedTime(start));
    }

    /// <summary>Writes a checkpoint and lets out the outputs that it covers. May run while the graph steps on; after a failure it may be called again.</summary>
    /// <exception cref="CheckpointStoreException">It cannot be written now.</exception>
    /// <exception cref="FencedException">The partition has another owner.</exception>
    /// <exception cref="Log.LogWriteException">The outputs cannot be made durable now.</exception>
    public void Commit(CheckpointDraft draft)
    {
        SyncOutputs();
        setup.Rekeying?.Sync();
        setup.Store.Commit(draft.Checkpoint);
        setup.Outputs.Commit(draft.OutputEnds);
        setup.Committed(draft.Offset);
    }

    /// <summary>Told after outputs were appended that are to be seen as soon as <see cref="SyncOutputs"/> has run; never under <see cref="Delivery.ExactlyOnce"/>. To be set before the graph is opened.</summary>
    public Action? OutputsAppended { set => setup.Outputs.Appended = value; }

    /// <summary>Brings outputs to disk, so that they are seen. May run while the graph steps on.</summary>
    /// <exception cref="Log.LogWriteException">They cannot be brought there now.</exception>
    public void SyncOutputs()
    {
        // What silence brought about stands only if the silence does.
        if (hasKeptTime)
            setup.SyncTime();
        setup.Outputs.Sync();
    }

    /// <summary>A checkpoint was written: what has not changed since may leave memory. On the thread that steps.</summary>
    public void Complete(CheckpointDraft draft)
    {
        number = draft.Checkpoint.Number;
        checkpointOffset = draft.Offset;
        pending = null;
        foreach (var worker in workers)
        {
            worker.Shard.Committed();
            if (setup.Options.StateBytes is { } most)
                worker.Shard.Passivate(most / workers.Length);
        }
    }

    /// <summary>The input has ended, as a recording does: everything still open fires. Once all that there is has been taken in.</summary>
    public void Finish()
    {
        setup.Run(workers, static worker => worker.Finish());
        ticked = true;
        TryFlush();
    }

    /// <summary>What is known of a key; empty when nothing is. While the store cannot be read that is what is in memory.</summary>
    public IReadOnlyList<KeyDescription> Describe(string key)
    {
        foreach (var worker in workers)
        {
            try
            {
                worker.Shard.Recall(key);
            }
            catch (CheckpointStoreException)
            {
                break; // who asks for an absent key now is told that it is not known; /health says what the store has
            }
        }

        return [.. workers.Select(worker => worker.Shard.Describe(key)).OfType<KeyDescription>()];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        setup.Source.Dispose();
        foreach (var worker in workers)
            (worker.Shard.Options.Actors as IDisposable)?.Dispose();
    }

    private bool IsBlocked()
    {
        CannotWrite = !TryFlush();
        if (CannotWrite)
            Blocked = $"outputs cannot be written: {setup.Outputs.Problem ?? setup.Rekeying?.Problem}";
        else if (setup.Backlog() > setup.Options.BacklogBytes)
            Blocked = $"sinks have more than {setup.Options.BacklogBytes} bytes to deliver";
        else
            Blocked = null;
        return Blocked is not null;
    }

    private bool TryTick()
    {
        if (NextWake == long.MaxValue)
            return false;
        var end = setup.Source.End;
        if (end.Offset != Offset || end.Time < NextWake)
            return false;
        try
        {
            setup.KeepTime(end.Time);

            // Outputs are let out beside this thread: what the silence brings about must not be on disk before the silence is.
            if (setup.Options.Delivery == Delivery.AtLeastOnce)
                setup.SyncTime();
        }
        catch (Log.LogWriteException)
        {
            return false; // silence can wait until the log can be written again
        }

        hasKeptTime = true;
        var now = DateTimeOffset.FromUnixTimeMilliseconds(end.Time);
        setup.Run(workers, worker => worker.Tick(now));
        ticked = true;
        TryFlush();
        return true;
    }

    private bool TryFlush()
    {
        var all = setup.Rekeying?.TryFlush() ?? true;
        foreach (var worker in workers)
            all &= worker.TryFlush();
        return all;
    }
}
