using Millrace.Actors.Checkpoints;
using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>
/// The unit of ownership, scheduling and durability: one logical thread that owns the actors of its partitions' keys. Batches go in, outputs come out,
/// in an order that depends on the readings alone: by row, then by table. Not thread-safe; whoever drives it calls it from one thread at a time.
/// </summary>
public sealed class Shard
{
    /// <summary>The watermark at the end of a finite input.</summary>
    public const long EndOfTime = long.MaxValue - 1;

    private readonly ActorTable[] tables;
    private readonly TableContext[] contexts;
    private readonly ReadingRun[] runs;
    private readonly int[][] conditionsOf;
    private readonly int[][] projectionsOf;
    private readonly List<KeySpace> spaces = [];
    private readonly Evaluation evaluation = new();
    private readonly SharedRows shared;
    private readonly PartitionClock clock;
    private readonly OutputMerge merge;
    private readonly ShardState state;
    private ShardStatistics saved;
    private ShardStatistics statistics;

    /// <summary>A shard with its tables, whose names must differ.</summary>
    /// <exception cref="ArgumentException">Two tables have the same name.</exception>
    public Shard(ShardOptions options, IEnumerable<ActorTable> tables)
    {
        Options = options;
        this.tables = [.. tables];
        Supervisor = new Supervisor(this);
        clock = new PartitionClock(options.Watermark, options.Partitions);
        shared = new SharedRows(copies: this.tables.Length > 1);
        contexts = new TableContext[this.tables.Length];
        runs = new ReadingRun[this.tables.Length];
        conditionsOf = new int[this.tables.Length][];
        projectionsOf = new int[this.tables.Length][];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < this.tables.Length; i++)
        {
            var table = this.tables[i];
            if (!names.Add(table.Name))
                throw new ArgumentException($"Two tables are named {table.Name}.", nameof(tables));
            contexts[i] = new TableContext(this, table, i, SpaceOf(table.Key), options.Watermark.PerKey);
            conditionsOf[i] = [.. table.Conditions.Select(evaluation.Register)];
            projectionsOf[i] = [.. table.Projections.Select(evaluation.Register)];
            runs[i] = new ReadingRun(conditionsOf[i].Length, projectionsOf[i].Length, shared);
        }

        merge = new OutputMerge(contexts);
        state = new ShardState(this, this.tables, contexts, spaces, clock);
    }

    /// <summary>The options it was made with.</summary>
    public ShardOptions Options { get; }

    /// <summary>The tables, by the index that outputs carry.</summary>
    public IReadOnlyList<ActorTable> Tables => tables;

    /// <summary>What was emitted and not yet taken; whoever drives the shard reads and clears it.</summary>
    public OutputBatch Outputs => merge.Merged;

    /// <summary>What the shard has counted since its beginning.</summary>
    public ShardStatistics Statistics => statistics;

    /// <summary>The watermark of the shard; under per-key clocks each key has its own instead.</summary>
    public EventTime Watermark => new(clock.Watermark);

    /// <summary>Wall-clock time, milliseconds since the Unix epoch, as last told by <see cref="Tick"/>; 0 until then.</summary>
    internal long Now { get; private set; }

    internal Supervisor Supervisor { get; }

    /// <summary>Takes in rows of a batch; afterwards everything they caused is in <see cref="Outputs"/>.</summary>
    public void Process(ReadingBatch batch, int from, int to)
    {
        if (!Options.Watermark.PerKey)
        {
            ProcessRows(batch, from, to);
            return;
        }

        // Under per-key clocks a control record moves many clocks at once: it gets a run of its own.
        var start = from;
        for (var row = from; row < to; row++)
        {
            if (batch.Kinds[row] != RowKind.Watermark)
                continue;
            ProcessRows(batch, start, row);
            statistics.Watermarks++;
            AdvanceKeys(batch, row);
            start = row + 1;
        }

        ProcessRows(batch, start, to);
    }

    /// <summary>The next reading of a partition has that event time, at least: nothing earlier is to be waited for. For sources that can look ahead.</summary>
    public void Expect(int partition, EventTime next)
    {
        clock.Expect(partition, next.Milliseconds);
        FireByPartitions();
    }

    /// <summary>A partition of a finite input has ended. When the last has, everything open fires.</summary>
    public void Finish(int partition)
    {
        clock.Reach(partition, EndOfTime);
        FireByPartitions();
        if (Options.Watermark.PerKey && clock.Watermark == EndOfTime)
        {
            BeginBehindRows();
            foreach (var space in spaces)
            {
                for (var slot = 0; slot < space.Count; slot++)
                    AdvanceKey(space, slot, EndOfTime);
            }
        }

        merge.Take();
    }

    /// <summary>The earliest wall-clock moment, milliseconds since the Unix epoch, at which anything happens without further readings; <see cref="long.MaxValue"/> when nothing does.</summary>
    public long NextWake => throw new NotSupportedException();

    /// <summary>What became of each table since the checkpoint whose head was read; empty before <see cref="ReadHead"/>.</summary>
    public IReadOnlyList<TableChange> Changes { get; private set; } = [];

    /// <summary>About how many bytes the actors in memory hold.</summary>
    public long ResidentBytes => throw new NotSupportedException();

    /// <summary>Writes what belongs to no key: the clocks, who is silent since when, which table has which number in rows of actors. The same for every shard of a partition. The counters are not in it.</summary>
    public void WriteHead(StateWriter writer) => throw new NotSupportedException();

    /// <summary>Puts back what <see cref="WriteHead"/> wrote, before anything else is done with the shard.</summary>
    /// <exception cref="InvalidDataException">It was written by a later program, is damaged, or is of another number of partitions or kind of clock.</exception>
    public void ReadHead(ref StateReader reader) => throw new NotSupportedException();

    /// <summary>Sets the counters: those of a checkpoint, in one of the partition's shards.</summary>
    public void RestoreStatistics(ShardStatistics restored) => statistics = restored;

    /// <summary>
    /// At a checkpoint's barrier: adds a row for each key that has changed since the last call. A key that has no state any more gives an empty row when the store has one.
    /// The rows must reach the store, by this checkpoint tried again or by none: after a checkpoint that is given up the shard must be given up too.
    /// </summary>
    /// <exception cref="InvalidOperationException">The shard has no <see cref="ShardOptions.Actors"/>, or what was taken last was not committed yet.</exception>
    public void TakeChanges(ActorRows into) => throw new NotSupportedException();

    /// <summary>What the last <see cref="TakeChanges"/> handed out is in the store: keys that have not changed since may leave memory.</summary>
    public void Committed() => throw new NotSupportedException();

    /// <summary>Brings all absent actors into memory, in the order in which the store gives them.</summary>
    /// <exception cref="CheckpointStoreException">The store cannot be read.</exception>
    public void LoadAll() => throw new NotSupportedException();

    /// <summary>
    /// Forgets the least recently used keys among those that are as the last committed checkpoint has them, until <see cref="ResidentBytes"/> is at most so many bytes or none is left.
    /// They come back by themselves, with their next reading or timer; results are the same. Writes nothing.
    /// </summary>
    /// <returns>How many keys were forgotten.</returns>
    /// <exception cref="InvalidOperationException">The shard has no <see cref="ShardOptions.Actors"/>.</exception>
    public int Passivate(long toBytes) => throw new NotSupportedException();

    /// <summary>Tells the wall-clock time: fires processing-time timers, and closes what belongs to the silent when there is an idle timeout. Never called, neither happens.</summary>
    public void Tick(DateTimeOffset now)
    {
        Now = now.ToUnixTimeMilliseconds();
        BeginBehindRows();
        foreach (var context in contexts)
            context.FireProcessing(now);
        if (Options.Watermark.IdleTimeout is { } timeout)
            CloseSilent((long)timeout.TotalMilliseconds);
        merge.Take();
    }

    internal void CountLate() => statistics.Late++;

    internal void CountDeadLetter() => statistics.DeadLetters++;

    internal void BeginGuarded() => saved = statistics;

    internal void RollBackCounts() => statistics = saved;

    /// <summary>Writes the state of the whole shard: clocks, keys, every actor. What stands in <see cref="Outputs"/> is not part of it.</summary>
    public void Snapshot(StateWriter writer) => state.Snapshot(writer);

    /// <summary>Puts the state of a shard into this one, which must be new and have tables of the same names. Tables that the snapshot does not know start empty.</summary>
    /// <exception cref="InvalidDataException">The snapshot was written by a later program, is damaged, or holds a table that this shard lacks.</exception>
    public void Restore(ReadOnlySpan<byte> snapshot) => state.Restore(snapshot);

    private void ProcessRows(ReadingBatch batch, int from, int to)
    {
        if (from >= to)
            return;
        var perKey = Options.Watermark.PerKey;
        clock.Advance(batch, from, to, Now);
        evaluation.Run(batch, from, to);
        foreach (var space in spaces)
        {
            space.Resolve(batch, from, to);
            if (perKey)
                space.Advance(batch, from, to, Now);
        }

        Count(batch, from, to);
        shared.Clear();
        for (var i = 0; i < tables.Length; i++)
        {
            var context = contexts[i];
            var run = runs[i];
            run.Batch = batch;
            run.From = from;
            run.To = to;
            run.Slots = context.Keys.Slots;
            run.WatermarkBefore = perKey ? context.Keys.WatermarkBefore : clock.Before;
            run.WatermarkAfter = perKey ? context.Keys.WatermarkAfter : clock.After;
            for (var j = 0; j < run.Conditions.Length; j++)
                run.Conditions[j] = evaluation.Flags(conditionsOf[i][j]);
            for (var j = 0; j < run.Numbers.Length; j++)
                run.Numbers[j] = evaluation.Numbers(projectionsOf[i][j]);
            context.Begin(run);
            context.Grow();
            if (tables[i].MayThrow)
                Supervisor.OnReadings(tables[i], run, context);
            else
                tables[i].OnReadings(run, context);
        }

        shared.Clear();
        merge.Take();
    }

    private void Count(ReadingBatch batch, int from, int to)
    {
        if (batch.OnlyReadings(from, to))
        {
            statistics.Readings += to - from;
            return;
        }

        for (var row = from; row < to; row++)
        {
            switch (batch.Kinds[row])
            {
                case RowKind.Reading:
                    statistics.Readings++;
                    break;
                case RowKind.Watermark:
                    statistics.Watermarks++;
                    break;
                default:
                    statistics.DeadLetters++;
                    merge.Reject(batch, row);
                    break;
            }
        }
    }

    private void FireByPartitions()
    {
        if (Options.Watermark.PerKey)
            return;
        BeginBehindRows();
        foreach (var context in contexts)
            context.FireAll(clock.Watermark);
        merge.Take();
    }

    /// <summary>What comes now belongs to no row: it is in the order of tables, whatever row each table emitted for last.</summary>
    private void BeginBehindRows()
    {
        foreach (var context in contexts)
            context.Row = int.MaxValue;
    }

    private void AdvanceKeys(ReadingBatch batch, int row)
    {
        var time = batch.Times[row];
        foreach (var context in contexts)
            context.Row = row;
        var named = spaces.Any(space => batch.Symbols[space.Key.Column][row] != SymbolTable.Missing);
        foreach (var space in spaces)
        {
            var symbol = batch.Symbols[space.Key.Column][row];
            if (symbol != SymbolTable.Missing)
            {
                if (space.Find(symbol) is var slot and >= 0)
                    AdvanceKey(space, slot, time);
            }
            else if (!named)
            {
                for (var slot = 0; slot < space.Count; slot++)
                    AdvanceKey(space, slot, time);
            }
        }

        merge.Take();
    }

    private void AdvanceKey(KeySpace space, int slot, long watermark)
    {
        ref var own = ref space.Clock(slot);
        own = Math.Max(own, watermark);
        foreach (var context in contexts)
        {
            if (context.Keys == space)
                context.FireSlot(slot, own);
        }
    }

    private void CloseSilent(long timeout)
    {
        if (!Options.Watermark.PerKey)
        {
            if (clock.NoteIdle(Now, timeout))
                CloseAll();
            else
                FireByPartitions();
            return;
        }

        foreach (var space in spaces)
        {
            for (var slot = 0; slot < space.Count; slot++)
            {
                ref var seen = ref space.LastSeen(slot);
                if (seen == 0)
                    seen = Now;
                if (seen == KeySpace.Closed || Now - seen < timeout)
                    continue;
                seen = KeySpace.Closed;
                CloseKey(space, slot);
            }
        }
    }

    /// <summary>
    /// Moves the clock just as far as it takes to fire what is open. The timers of built-in actors come to an end; those of a developer's own
    /// may ask for ever again, so only those pending at this moment are waited for.
    /// </summary>
    private void CloseAll()
    {
        while (contexts.Where((_, i) => tables[i].TimersEnd).Select(context => context.Timers.NextDue).DefaultIfEmpty(long.MaxValue).Min() is var due and < EndOfTime)
        {
            clock.Force(due);
            FireByPartitions();
        }

        clock.Force(contexts.Where((_, i) => !tables[i].TimersEnd).Select(context => context.Timers.LastDue).DefaultIfEmpty(long.MinValue).Max());
        FireByPartitions();
    }

    private void CloseKey(KeySpace space, int slot)
    {
        for (var i = 0; i < tables.Length; i++)
        {
            var timers = contexts[i].Timers;
            if (contexts[i].Keys != space || slot >= timers.Due.Length)
                continue;
            while (timers.Due[slot] is var due and < EndOfTime)
            {
                AdvanceKey(space, slot, due);
                if (!tables[i].TimersEnd)
                    break;
            }
        }
    }

    private KeySpace SpaceOf(Field key)
    {
        var space = spaces.Find(known => known.Key == key);
        if (space is null)
            spaces.Add(space = new KeySpace(key, Options.Watermark));
        return space;
    }
}
