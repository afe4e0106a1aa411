using System.Runtime.CompilerServices;
using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>
/// The keys of one key field in a shard: each has a slot, in the order in which it came into memory; a slot whose key has left is used again. Beside it the key's route, its
/// clock where it has one of its own, and how it stands to the store.
/// </summary>
internal sealed class KeySpace(Field key, ShardOptions options)
{
    /// <summary>In <see cref="LastSeen"/>: the key was silent and what it had open has been closed.</summary>
    public const long Closed = long.MaxValue;

    private readonly WatermarkStrategy strategy = options.Watermark;
    private readonly long delay = (options.Watermark.MaxOutOfOrderness.Ticks / TimeSpan.TicksPerMillisecond) + 1;
    private readonly long idleTimeout = options.Watermark is { PerKey: true, IdleTimeout: { } timeout } ? timeout.Ticks / TimeSpan.TicksPerMillisecond : -1;
    private readonly bool hasClocks = options.Watermark.PerKey || options.Watermark.IdleTimeout is not null;
    private readonly Stack<int> free = new();
    private int[] slotOf = new int[1024]; // by symbol; 0 = none, else slot + 1
    private int[] symbols = new int[1024]; // by slot; 0 = free
    private uint[] routes = new uint[1024];
    private long[] clocks = [];
    private long[] lastSeen = [];

    public Field Key => key;

    /// <summary>The slots below this are in use or free.</summary>
    public int Count { get; private set; }

    /// <summary>How many keys are in memory.</summary>
    public int Keys => Count - free.Count;

    public int[] Slots { get; private set; } = [];

    public long[] WatermarkBefore { get; private set; } = [];

    public long[] WatermarkAfter { get; private set; } = [];

    /// <summary>The highest of the clocks that keys have got beyond that of their partition, when all partitions were silent.</summary>
    public long HighestClock { get; private set; } = long.MinValue;

    /// <summary>How the keys stand to the store.</summary>
    public KeyMarks Marks { get; } = new();

    /// <summary>The keys whose silence is to be looked at, by wall-clock time: one look a slot, put off when the key was seen since.</summary>
    public TimerQueue Looks { get; } = new();

    /// <summary>Brings an absent key into memory, if there is one; null when none can be absent.</summary>
    public Func<KeySpace, int, bool>? Load { get; set; }

    public bool IsFree(int slot) => symbols[slot] == SymbolTable.Missing;

    public int SymbolOf(int slot) => symbols[slot];

    public uint RouteOf(int slot) => routes[slot];

    /// <summary>The clock of a key: its own under per-key clocks; otherwise how far it was closed while all were silent.</summary>
    public long ClockOf(int slot) => hasClocks ? clocks[slot] : long.MinValue;

    public void RaiseClock(int slot, long clock)
    {
        if (!hasClocks)
            return;
        clocks[slot] = Math.Max(clocks[slot], clock);
        HighestClock = Math.Max(HighestClock, clock);
    }

    /// <summary>When a key was last seen, by the wall clock; 0 when that is not known.</summary>
    public long LastSeen(int slot) => hasClocks ? lastSeen[slot] : 0;

    public void Close(int slot) => lastSeen[slot] = Closed;

    /// <summary>The slot of a key, or -1.</summary>
    public int Find(int symbol) => symbol < slotOf.Length ? slotOf[symbol] - 1 : -1;

    /// <summary>Fills <see cref="Slots"/> for the rows of a run.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row after the last.</param>
    /// <param name="own">Which rows are the shard's own; null when all are.</param>
    public void Resolve(ReadingBatch batch, int from, int to, bool[]? own)
    {
        if (Slots.Length < batch.Capacity)
            Slots = new int[batch.Capacity];
        var rows = batch.Symbols[key.Column];
        var slots = Slots;
        if (own is null && batch.OnlyReadings(from, to))
        {
            // The loop that every reading goes through: nothing of what a new key needs is in it.
            var known = slotOf;
            for (var row = from; row < to; row++)
            {
                var symbol = rows[row];
                if ((uint)symbol < (uint)known.Length && known[symbol] is var slot and > 0)
                {
                    slots[row] = slot - 1;
                    continue;
                }

                slots[row] = FirstSlot(symbol, batch, row);
                known = slotOf;
            }

            return;
        }

        var kinds = batch.Kinds;
        for (var row = from; row < to; row++)
            slots[row] = kinds[row] == RowKind.Reading && (own is null || own[row]) ? SlotOf(rows[row], batch, row) : ReadingRun.NoReading;
    }

    /// <summary>Fills the watermark columns from the keys' own clocks and moves these.</summary>
    public void Advance(ReadingBatch batch, int from, int to, long now)
    {
        GrowColumns(batch.Capacity);
        Looks.Grow(Count);
        for (var row = from; row < to; row++)
        {
            now = Math.Max(now, batch.Arrivals[row]);
            var slot = Slots[row];
            if (slot < 0)
            {
                WatermarkBefore[row] = WatermarkAfter[row] = long.MinValue;
                continue;
            }

            ref var clock = ref clocks[slot];
            WatermarkBefore[row] = clock;
            if (strategy.Kind == WatermarkKind.Bounded)
                clock = Math.Max(clock, batch.Times[row] - delay);
            WatermarkAfter[row] = clock;
            lastSeen[slot] = now;
            if (idleTimeout >= 0 && now > 0 && Looks.Due[slot] == long.MaxValue)
                Looks.Set(slot, now + idleTimeout);
        }
    }

    /// <summary>Fills the watermark columns from the partition's, and from the clocks of keys that lie beyond it.</summary>
    public void Raise(ReadingBatch batch, int from, int to, PartitionClock partition)
    {
        GrowColumns(batch.Capacity);
        for (var row = from; row < to; row++)
        {
            var clock = Slots[row] is var slot and >= 0 ? clocks[slot] : long.MinValue;
            WatermarkBefore[row] = Math.Max(partition.Before[row], clock);
            WatermarkAfter[row] = Math.Max(partition.After[row], clock);
        }
    }

    /// <summary>The wall clock has become known: keys seen before were seen now.</summary>
    public void Start(long now)
    {
        if (idleTimeout < 0)
            return;
        Looks.Grow(Count);
        for (var slot = 0; slot < Count; slot++)
        {
            if (!IsFree(slot) && lastSeen[slot] == 0)
                SetSeen(slot, now);
        }
    }

    /// <summary>Says when a key was last seen, and has its silence looked at.</summary>
    public void SetSeen(int slot, long seen)
    {
        if (!hasClocks)
            return;
        lastSeen[slot] = seen;
        if (idleTimeout < 0 || seen is 0 or Closed)
            return;
        Looks.Grow(Count);
        Looks.Set(slot, seen + idleTimeout);
    }

    /// <summary>Whether a key that was last seen then has been silent for the idle timeout.</summary>
    public bool IsSilent(long seen, long now) => idleTimeout >= 0 && seen > 0 && seen + idleTimeout <= now;

    /// <summary>When a key that hears nothing more is closed; <see cref="long.MaxValue"/> for never.</summary>
    public long SilentAt(int slot) => idleTimeout < 0 || lastSeen[slot] is 0 or Closed ? long.MaxValue : lastSeen[slot] + idleTimeout;

    /// <summary>Gives a key a slot.</summary>
    public int Add(int symbol, uint route)
    {
        if (symbol >= slotOf.Length)
            Array.Resize(ref slotOf, Math.Max(symbol + 1, slotOf.Length * 2));
        if (!free.TryPop(out var slot))
            slot = NewSlot();
        symbols[slot] = symbol;
        routes[slot] = route;
        slotOf[symbol] = slot + 1;
        if (hasClocks)
            (clocks[slot], lastSeen[slot]) = (long.MinValue, 0);
        return slot;
    }

    /// <summary>Takes the slot of a key back.</summary>
    public void Remove(int slot)
    {
        slotOf[symbols[slot]] = 0;
        symbols[slot] = SymbolTable.Missing;
        if (slot < Looks.Due.Length)
            Looks.Due[slot] = long.MaxValue;
        Marks.Remove(slot);
        free.Push(slot);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(int symbol, ReadingBatch batch, int row)
    {
        var known = slotOf;
        return (uint)symbol < (uint)known.Length && known[symbol] is var slot and > 0 ? slot - 1 : FirstSlot(symbol, batch, row);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FirstSlot(int symbol, ReadingBatch batch, int row)
    {
        if (symbol == SymbolTable.Missing)
            return ReadingRun.NoKey;
        if (Load is not null && Load(this, symbol))
            return Find(symbol);
        return Add(symbol, RouteOwners.RouteOf(options.RouteField, batch, row));
    }

    private int NewSlot()
    {
        var slot = Count++;
        if (slot == symbols.Length)
        {
            Array.Resize(ref symbols, slot * 2);
            Array.Resize(ref routes, slot * 2);
        }

        if (hasClocks && slot >= clocks.Length)
        {
            Array.Resize(ref clocks, Math.Max(1024, slot * 2));
            Array.Resize(ref lastSeen, clocks.Length);
        }

        Marks.Grow(Count);
        return slot;
    }

    private void GrowColumns(int capacity)
    {
        if (WatermarkBefore.Length >= capacity)
            return;
        WatermarkBefore = new long[capacity];
        WatermarkAfter = new long[capacity];
    }
}
