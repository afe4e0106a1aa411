using Millrace.Actors.Checkpoints;
using Millrace.Actors.Descriptions;
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
    private readonly RouteOwners owners;
    private readonly AbsentActors? absent;
    private readonly WallClock wall;
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

        if (options.Share.Count > 1 && options.RouteField is null)
            throw new ArgumentException("A shard with a share needs the field that the partition is keyed by.", nameof(options));
        merge = new OutputMerge(contexts);
        owners = new RouteOwners(options);
        state = new ShardState(this, this.tables, contexts, spaces, clock);
        if (options.Actors is { } source)
        {
            absent = new AbsentActors(source, state);
            foreach (var space in spaces)
                space.Load = (keys, symbol) => absent.TryLoad(keys.Key.Name, options.Symbols.Utf8(symbol));
        }

        wall = new WallClock(this, this.tables, contexts, spaces, clock, absent);
    }

    /// <summary>The options it was made with.</summary>
    public ShardOptions Options { get; }

    /// <summary>The tables, by the index that outputs carry.</summary>
    public IReadOnlyList<ActorTable> Tables => tables;

    /// <summary>What was emitted and not yet taken; whoever drives the shard reads and clears it.</summary>
    public OutputBatch Outputs => merge.Merged;

    /// <summary>How many keys have actors in memory, each once for every key field.</summary>
    public long ResidentKeys => spaces.Sum(space => (long)space.Keys);

    /// <summary>Whether every partition that feeds the shard has been silent for the idle timeout, or was said to be; without meaning under per-key clocks.</summary>
    public bool IsIdle => clock.IsIdle;

    /// <summary>The watermark after each row of the batch processed last, by row; without meaning under per-key clocks.</summary>
    public ReadOnlySpan<long> WatermarksAfter => clock.After;

    /// <summary>What the shard has counted since its beginning.</summary>
    public ShardStatistics Statistics => statistics;

    /// <summary>The watermark of the shard; under per-key clocks each key has its own instead.</summary>
    public EventTime Watermark => new(clock.Watermark);

    /// <summary>Wall-clock time, milliseconds since the Unix epoch, as last told by a record's arrival or by <see cref="Tick"/>; 0 until then.</summary>
    internal long Now { get; set; }

    /// <summary>Whether the shard notes what changes.</summary>
    internal bool IsTracking => absent is not null;

    internal Supervisor Supervisor { get; }

    /// <summary>
    /// Takes in rows of a batch; afterwards everything they caused is in <see cref="Outputs"/>. The wall clock moves to each row's arrival before the row is taken in: what
    /// was due by then comes before it. The batch is only read.
    /// </summary>
    public void Process(ReadingBatch batch, int from, int to)
    {
        while (from < to)
        {
            var next = wall.BeginRun(batch.Arrivals, from, to);
            ProcessPart(batch, from, next);
            from = next;
        }
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
            absent?.LoadWaiting(EndOfTime);
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
    public long NextWake => wall.Next;

    /// <summary>What became of each table since the checkpoint whose head was read; empty before <see cref="ReadHead"/>.</summary>
    public IReadOnlyList<TableChange> Changes { get; private set; } = [];

    /// <summary>About how many bytes the actors in memory hold.</summary>
    public long ResidentBytes => spaces.Sum(space => space.Marks.StateBytes + ((long)space.Keys * KeyMarks.KeyBytes));

    /// <summary>Writes what belongs to no key: the clocks, who is silent since when, which table has which number in rows of actors. The same for every shard of a partition. The counters are not in it.</summary>
    public void WriteHead(StateWriter writer) => state.WriteHead(writer);

    /// <summary>Puts back what <see cref="WriteHead"/> wrote, before anything else is done with the shard.</summary>
    /// <exception cref="InvalidDataException">It was written by a later program, is damaged, or is of another number of partitions or kind of clock.</exception>
    public void ReadHead(ref StateReader reader) => Changes = state.ReadHead(ref reader);

    /// <summary>Sets the counters: those of a checkpoint, in one of the partition's shards.</summary>
    public void RestoreStatistics(ShardStatistics restored) => statistics = restored;

    /// <summary>
    /// At a checkpoint's barrier: adds a row for each key that has changed since the last call. A key that has no state any more gives an empty row when the store has one.
    /// The rows must reach the store, by this checkpoint tried again or by none: after a checkpoint that is given up the shard must be given up too.
    /// </summary>
    /// <exception cref="InvalidOperationException">The shard has no <see cref="ShardOptions.Actors"/>, or what was taken last was not committed yet.</exception>
    public void TakeChanges(ActorRows into)
    {
        CheckTracking();
        if (spaces.Exists(space => space.Marks.IsWaiting))
            throw new InvalidOperationException("The changes taken last were not committed yet.");
        state.TakeChanges(into);
    }

    /// <summary>What the last <see cref="TakeChanges"/> handed out is in the store: keys that have not changed since may leave memory.</summary>
    public void Committed()
    {
        foreach (var space in spaces)
            space.Marks.Commit();
    }

    /// <summary>Brings all absent actors into memory, in the order in which the store gives them.</summary>
    /// <exception cref="CheckpointStoreException">The store cannot be read.</exception>
    public void LoadAll() => absent?.LoadAll();

    /// <summary>
    /// Forgets the least recently used keys among those that are as the last committed checkpoint has them, until <see cref="ResidentBytes"/> is at most so many bytes or none is left.
    /// They come back by themselves, with their next reading or timer; results are the same. Writes nothing.
    /// </summary>
    /// <returns>How many keys were forgotten.</returns>
    /// <exception cref="InvalidOperationException">The shard has no <see cref="ShardOptions.Actors"/>.</exception>
    public int Passivate(long toBytes)
    {
        CheckTracking();
        var count = 0;
        foreach (var space in spaces)
        {
            while (ResidentBytes > toBytes && space.Marks.NextIdle(space) is var slot and >= 0)
            {
                var isStored = space.Marks.IsStored(slot);
                var (due, wake) = state.Forget(space, slot);
                if (isStored)
                    absent!.Add(due, wake);
                count++;
            }
        }

        return count;
    }

    /// <summary>
    /// A partition has fallen silent and holds nobody back until its next row; when all have, what is open fires. For shards that are fed through a re-partition log,
    /// in which those who know say so. Without effect under per-key clocks.
    /// </summary>
    /// <param name="partition">Which of those that feed the shard, from 0.</param>
    public void MarkIdle(int partition)
    {
        if (!Options.Watermark.PerKey)
            wall.MarkIdle(partition);
    }

    /// <summary>
    /// Tells the wall-clock time when no record does: every record to come arrives at it or later. Fires processing-time timers, and closes what belongs to the silent when
    /// there is an idle timeout, each at its own moment, as the next record's arrival would have done. An earlier time than was told before has no effect.
    /// </summary>
    public void Tick(DateTimeOffset now) => wall.AdvanceTo(now.ToUnixTimeMilliseconds());

    /// <summary>
    /// The live state of a key: under which key fields it is known, its clock, open windows with their values so far, partial matches. Changes nothing. Called on the shard's thread; the answer may go to any other.
    /// </summary>
    /// <returns>The state; null when the shard does not know the key, or no longer.</returns>
    public KeyDescription? Describe(string key) => new ShardDescriber(this, tables, contexts, spaces).Describe(key);

    /// <summary>Brings the actors of a key back into memory if they are absent, so that <see cref="Describe"/> knows them. No result depends on it.</summary>
    /// <exception cref="CheckpointStoreException">The store cannot be read; nothing has changed.</exception>
    public void Recall(string key)
    {
        if (absent is null)
            return;
        var utf8 = System.Text.Encoding.UTF8.GetBytes(key);
        foreach (var space in spaces)
        {
            if (Options.Symbols.Find(utf8) is var symbol && (symbol == SymbolTable.Missing || space.Find(symbol) < 0))
                absent.TryLoad(space.Key.Name, utf8);
        }
    }

    internal void CountLate() => statistics.Late++;

    internal void CountDeadLetter() => statistics.DeadLetters++;

    internal void BeginGuarded() => saved = statistics;

    internal void RollBackCounts() => statistics = saved;

    /// <summary>Writes the state of the whole shard: clocks, counters, every key in the order of first appearance. Absent actors are brought into memory. What stands in <see cref="Outputs"/> is not part of it.</summary>
    public void Snapshot(StateWriter writer)
    {
        LoadAll();
        state.Snapshot(writer);
    }

    /// <summary>Puts the state of a shard into this one, which must be new; <see cref="Changes"/> says what became of its tables.</summary>
    /// <exception cref="InvalidDataException">The snapshot was written by a later program, is damaged, or is of another number of partitions or kind of clock.</exception>
    public void Restore(ReadOnlySpan<byte> snapshot)
    {
        var reader = new StateReader(snapshot, Options.Symbols);
        Changes = state.Restore(ref reader);
    }

    /// <summary>What comes now belongs to no row: it is in the order of tables, whatever row each table emitted for last.</summary>
    internal void BeginBehindRows()
    {
        foreach (var context in contexts)
            context.Row = int.MaxValue;
    }

    internal void TakeOutputs() => merge.Take();

    /// <summary>Fires what the clock of the partitions has reached.</summary>
    internal void FireByPartitions()
    {
        if (Options.Watermark.PerKey)
            return;
        absent?.LoadDue(clock.Watermark);
        BeginBehindRows();
        foreach (var context in contexts)
            context.FireAll(clock.Watermark);
        merge.Take();
    }

    /// <summary>
    /// Moves the clock of a silent key just as far as it takes to fire what it has open. The timers of built-in actors come to an end; those of a developer's own
    /// may ask for ever again, so only the one pending at this moment is waited for.
    /// </summary>
    internal void CloseKey(KeySpace space, int slot)
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

    private void CheckTracking()
    {
        if (!IsTracking)
            throw new InvalidOperationException("The shard has no store of actors.");
    }

    private void ProcessPart(ReadingBatch batch, int from, int to)
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
            if (Options.Share.Index == 0)
                statistics.Watermarks++;
            AdvanceKeys(batch, row);
            start = row + 1;
        }

        ProcessRows(batch, start, to);
    }

    private void ProcessRows(ReadingBatch batch, int from, int to)
    {
        if (from >= to)
            return;
        var perKey = Options.Watermark.PerKey;
        var (began, watermark) = (Now, clock.Watermark);
        Now = Math.Max(Now, batch.Arrivals[to - 1]);
        clock.Advance(batch, from, to, Now, Math.Max(began, batch.Arrivals[from]));
        if (!perKey)
            absent?.LoadDue(clock.Watermark);
        evaluation.Run(batch, from, to);
        var own = owners.Of(batch, from, to);
        foreach (var space in spaces)
        {
            space.Resolve(batch, from, to, own);
            if (IsTracking)
                space.Marks.Change(space.Slots.AsSpan(from, to - from));
            if (perKey)
                space.Advance(batch, from, to, began);
            else if (space.HighestClock > watermark)
                space.Raise(batch, from, to, clock);
        }

        Count(batch, from, to, own);
        shared.Clear();
        for (var i = 0; i < tables.Length; i++)
        {
            var context = contexts[i];
            var run = runs[i];
            run.Batch = batch;
            run.From = from;
            run.To = to;
            run.Slots = context.Keys.Slots;
            var isRaised = !perKey && context.Keys.HighestClock > watermark;
            run.WatermarkBefore = perKey || isRaised ? context.Keys.WatermarkBefore : clock.Before;
            run.WatermarkAfter = perKey || isRaised ? context.Keys.WatermarkAfter : clock.After;
            for (var j = 0; j < run.Conditions.Length; j++)
                run.Conditions[j] = evaluation.Flags(conditionsOf[i][j]);
            for (var j = 0; j < run.Numbers.Length; j++)
                run.Numbers[j] = evaluation.Numbers(projectionsOf[i][j]);
            context.Begin(run, isRaised ? clock.After : null);
            context.Grow();
            if (tables[i].MayThrow)
                Supervisor.OnReadings(tables[i], run, context);
            else
                tables[i].OnReadings(run, context);
        }

        shared.Clear();
        merge.Take();
    }

    private void Count(ReadingBatch batch, int from, int to, bool[]? own)
    {
        if (own is null && batch.OnlyReadings(from, to))
        {
            statistics.Readings += to - from;
            return;
        }

        for (var row = from; row < to; row++)
        {
            if (own is not null && !own[row])
                continue;
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

    private void AdvanceKeys(ReadingBatch batch, int row)
    {
        var time = batch.Times[row];
        Now = Math.Max(Now, batch.Arrivals[row]);
        foreach (var context in contexts)
            context.Row = row;
        var named = spaces.Any(space => batch.Symbols[space.Key.Column][row] != SymbolTable.Missing);
        if (!named)
            LoadAll();
        foreach (var space in spaces)
        {
            var symbol = batch.Symbols[space.Key.Column][row];
            if (symbol != SymbolTable.Missing)
            {
                if (space.Find(symbol) >= 0 || (space.Load is not null && space.Load(space, symbol)))
                    AdvanceKey(space, space.Find(symbol), time);
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
        if (space.IsFree(slot))
            return;
        space.RaiseClock(slot, watermark);
        space.Marks.Change(slot);
        foreach (var context in contexts)
        {
            if (context.Keys == space)
                context.FireSlot(slot, space.ClockOf(slot));
        }
    }

    private KeySpace SpaceOf(Field key)
    {
        var space = spaces.Find(known => known.Key == key);
        if (space is null)
            spaces.Add(space = new KeySpace(key, Options));
        return space;
    }
}
