using System.Runtime.CompilerServices;
using Millrace.Messages;

namespace Millrace.Actors.Kernel;

/// <summary>The keys of one key field in a shard: each has a slot, in the order of first appearance. Under per-key clocks, the clocks too.</summary>
internal sealed class KeySpace(Field key, WatermarkStrategy strategy)
{
    /// <summary>In <see cref="LastSeen"/>: the key was silent and what it had open has been closed.</summary>
    public const long Closed = long.MaxValue;

    private readonly long delay = (strategy.MaxOutOfOrderness.Ticks / TimeSpan.TicksPerMillisecond) + 1;
    private int[] slotOf = new int[1024]; // by symbol; 0 = none, else slot + 1
    private int[] symbols = new int[1024]; // by slot
    private long[] clocks = [];
    private long[] lastSeen = [];

    public Field Key => key;

    public int Count { get; private set; }

    public int[] Slots { get; private set; } = [];

    public long[] WatermarkBefore { get; private set; } = [];

    public long[] WatermarkAfter { get; private set; } = [];

    public int SymbolOf(int slot) => symbols[slot];

    public ref long Clock(int slot) => ref clocks[slot];

    public ref long LastSeen(int slot) => ref lastSeen[slot];

    /// <summary>The slot of a key, or -1.</summary>
    public int Find(int symbol) => symbol < slotOf.Length ? slotOf[symbol] - 1 : -1;

    /// <summary>Fills <see cref="Slots"/> for the rows of a run.</summary>
    public void Resolve(ReadingBatch batch, int from, int to)
    {
        if (Slots.Length < batch.Capacity)
            Slots = new int[batch.Capacity];
        var rows = batch.Symbols[key.Column];
        var slots = Slots;
        if (batch.OnlyReadings(from, to))
        {
            for (var row = from; row < to; row++)
                slots[row] = SlotOf(rows[row]);
            return;
        }

        var kinds = batch.Kinds;
        for (var row = from; row < to; row++)
            slots[row] = kinds[row] == RowKind.Reading ? SlotOf(rows[row]) : ReadingRun.NoReading;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(int symbol)
    {
        var known = slotOf;
        return (uint)symbol < (uint)known.Length && known[symbol] is var slot and > 0 ? slot - 1 : NewSlot(symbol);
    }

    private int NewSlot(int symbol) => symbol == SymbolTable.Missing ? ReadingRun.NoKey : Add(symbol);

    /// <summary>Fills the watermark columns from the keys' own clocks and moves these.</summary>
    public void Advance(ReadingBatch batch, int from, int to, long now)
    {
        if (WatermarkBefore.Length < batch.Capacity)
        {
            WatermarkBefore = new long[batch.Capacity];
            WatermarkAfter = new long[batch.Capacity];
        }

        for (var row = from; row < to; row++)
        {
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
        }
    }

    public int Add(int symbol)
    {
        if (symbol >= slotOf.Length)
            Array.Resize(ref slotOf, Math.Max(symbol + 1, slotOf.Length * 2));
        var slot = Count++;
        if (slot == symbols.Length)
            Array.Resize(ref symbols, slot * 2);
        symbols[slot] = symbol;
        slotOf[symbol] = slot + 1;
        if (strategy.PerKey)
        {
            if (slot >= clocks.Length)
            {
                Array.Resize(ref clocks, Math.Max(1024, slot * 2));
                Array.Resize(ref lastSeen, clocks.Length);
            }

            clocks[slot] = long.MinValue;
        }

        return slot;
    }
}
