using System.Runtime.CompilerServices;
using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>What an <see cref="ActorTable"/> can do: emit, ask for timers, know the time. One per table and shard; used only during a call to the table.</summary>
public sealed class TableContext
{
    /// <summary>The bytes of a rejected reading that a dead letter keeps.</summary>
    internal const int MaxRawBytes = 64 * 1024;

    private readonly Shard shard;
    private readonly ActorTable table;
    private readonly KeySpace keys;
    private readonly TimerQueue timers = new();
    private readonly TimerQueue processingTimers = new();
    private readonly bool perKey;
    private long[] watermarkAfter = [];
    private long[] nothingDue = [];
    private long[]? partitionAfter; // the partition's own watermarks, when the column at hand has those of keys that were closed beyond them

    internal TableContext(Shard shard, ActorTable table, int index, KeySpace keys, bool perKey)
    {
        this.shard = shard;
        this.table = table;
        this.keys = keys;
        this.perKey = perKey;
        Index = index;
    }

    /// <summary>The symbols of the shard.</summary>
    public SymbolTable Symbols => shard.Options.Symbols;

    /// <summary>The watermark at this moment: during a timer that of the slot's clock, else that before the run's present row is given by the run's column.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    internal int Index { get; }

    internal OutputBatch Outputs { get; set; } = new();

    internal KeySpace Keys => keys;

    internal TimerQueue Timers => timers;

    /// <summary>The earliest wall-clock time that an actor asked for, or an earlier time.</summary>
    internal long NextProcessing => processingTimers.NextDue;

    internal int Row { get; set; }

    /// <summary>The key of a slot, as a symbol.</summary>
    public int KeyOf(int slot) => keys.SymbolOf(slot);

    /// <summary>Asks for <see cref="ActorTable.OnTimer"/> when the slot's clock reaches <paramref name="due"/>. A slot has one timer, the earliest it has asked for since the last fell due.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WakeAt(int slot, long due)
    {
        if (due < timers.Due[slot])
            Wake(slot, due);
    }

    /// <summary>
    /// Asks for <see cref="ActorTable.OnProcessingTimer"/> in so much wall-clock time, at least a millisecond; the earliest asked for counts. Kept in checkpoints. While the clock is
    /// not known, the time counts from the moment at which it becomes known.
    /// </summary>
    public void WakeAfter(int slot, TimeSpan delay) => WakeAtTime(slot, shard.Now + Math.Max(1, (long)Math.Ceiling(delay.TotalMilliseconds)));

    /// <summary>Whether, after a row, timers are due: the slot's own under per-key clocks, else any of the table's. Ask after every row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsDue(int row, int slot) =>
        perKey ? slot >= 0 && watermarkAfter[row] >= timers.Due[slot] : watermarkAfter[row] >= timers.NextDue;

    /// <summary>Whether surely nothing is due after any row up to this one, so that rows of no interest need not be asked about one by one; never under per-key clocks.</summary>
    public bool IsQuietUpTo(int row) => !perKey && partitionAfter is null && watermarkAfter[row] < timers.NextDue;

    /// <summary>Fires the timers that are due after a row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fire(int row, int slot)
    {
        FireAfter(row, slot, watermarkAfter[row]);
    }

    /// <summary>The supervisor fires between the rows that it guards: to a table in its hands nothing is ever due.</summary>
    internal void FireAfter(int row, int slot, long watermark)
    {
        Row = row;
        if (!perKey)
            FireAll(partitionAfter is null ? watermark : partitionAfter[row]);
        if (slot >= 0 && (perKey || partitionAfter is not null))
            FireSlot(slot, watermark);
    }

    /// <summary>Emits an output after a row or, during a timer, at its place. The reference is valid until the next output; values are added with <see cref="Values"/>.</summary>
    public ref Output Emit(OutputKind kind, int slot)
    {
        ref var output = ref Outputs.Add();
        output.Kind = kind;
        output.Table = Index;
        output.Key = keys.SymbolOf(slot);
        output.Row = Row;
        return ref output;
    }

    /// <summary>As <see cref="Emit(OutputKind, int)"/>, and says which row is being handled.</summary>
    public ref Output Emit(OutputKind kind, int slot, int row)
    {
        Row = row;
        return ref Emit(kind, slot);
    }

    /// <summary>Says which row is being handled: what is emitted next belongs to it.</summary>
    public void At(int row) => Row = row;

    /// <summary>Room for the values of the output emitted last.</summary>
    public Span<double> Values(int count) => Outputs.AddValues(count);

    /// <summary>Sends a reading to the late output: it came at or after the watermark that closed what it belongs to.</summary>
    public void Late(ReadingRun run, int row, int slot)
    {
        ref var output = ref Emit(OutputKind.Late, slot, row);
        output.Start = run.Batch.Times[row];
        output.End = run.WatermarkBefore[row];
        output.Detail = new ReadingDetail(new EventTime(run.WatermarkBefore[row]), run.Batch.JsonOf(row));
        shard.CountLate();
    }

    /// <summary>Sends a reading to the dead letters.</summary>
    public void DeadLetter(ReadingRun run, int row, string reason)
    {
        Row = row;
        ref var output = ref Outputs.Add();
        output.Kind = OutputKind.DeadLetter;
        output.Table = Index;
        output.Row = row;
        output.Detail = DeadLetterOf(run.Batch, row, reason);
        shard.CountDeadLetter();
    }

    /// <summary>Tells the operator something about an actor.</summary>
    public void Notice(int slot, long time, string text)
    {
        ref var output = ref Emit(OutputKind.Notice, slot);
        output.Start = output.End = time;
        output.Detail = text;
    }

    internal static DeadLetterDetail DeadLetterOf(ReadingBatch batch, int row, string reason)
    {
        var raw = batch.RawOf(row);
        return new DeadLetterDetail(batch.SourcePartition, batch.Offsets[row], reason, raw[..Math.Min(raw.Length, MaxRawBytes)].ToArray());
    }

    internal void Begin(ReadingRun run, long[]? partition)
    {
        partitionAfter = partition;
        watermarkAfter = run.WatermarkAfter;
        if (!table.MayThrow)
            return;
        if (nothingDue.Length < watermarkAfter.Length)
        {
            nothingDue = new long[watermarkAfter.Length];
            Array.Fill(nothingDue, long.MinValue);
        }

        watermarkAfter = nothingDue;
    }

    internal void Grow()
    {
        timers.Grow(keys.Count);
        table.Grow(keys.Count);
    }

    internal void FireAll(long watermark)
    {
        while (timers.TryTake(watermark, out var slot, out var due))
            Call(slot, due, watermark);
    }

    internal void FireSlot(int slot, long watermark)
    {
        while (timers.Due[slot] <= watermark)
        {
            var due = timers.Due[slot];
            timers.Due[slot] = long.MaxValue;
            Call(slot, due, watermark);
        }
    }

    internal void FireProcessing(long now)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(now);
        while (processingTimers.TryTake(now, out var slot, out _))
        {
            keys.Marks.Change(slot);
            if (table.MayThrow)
                shard.Supervisor.OnProcessingTimer(table, slot, time, this);
            else
                table.OnProcessingTimer(slot, time, this);
        }
    }

    /// <summary>The wall clock has become known: what was asked for before counts from now.</summary>
    internal void StartProcessing(long now)
    {
        for (var slot = 0; slot < processingTimers.Due.Length; slot++)
        {
            if (ProcessingDue(slot) is var due and < long.MaxValue)
                processingTimers.Set(slot, now + due);
        }
    }

    internal long ProcessingDue(int slot) => slot < processingTimers.Due.Length ? processingTimers.Due[slot] : long.MaxValue;

    internal void RestoreProcessing(int slot, long due)
    {
        if (slot < processingTimers.Due.Length)
            processingTimers.Due[slot] = due;
    }

    internal void WakeAtTime(int slot, long due)
    {
        processingTimers.Grow(keys.Count);
        if (due < processingTimers.Due[slot])
            processingTimers.Set(slot, due);
    }

    internal void ClearTimers(int slot)
    {
        timers.Due[slot] = long.MaxValue;
        RestoreProcessing(slot, long.MaxValue);
    }

    private void Call(int slot, long due, long watermark)
    {
        Watermark = watermark;
        keys.Marks.Change(slot);
        if (table.MayThrow)
            shard.Supervisor.OnTimer(table, slot, due, this);
        else
            table.OnTimer(slot, due, this);
    }

    private void Wake(int slot, long due)
    {
        if (perKey)
            timers.Due[slot] = due;
        else
            timers.Set(slot, due);
    }
}
