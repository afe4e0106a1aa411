using Millrace.Actors.Aggregates;
using Millrace.Actors.Kernel;
using Millrace.Messages;

namespace Millrace.Actors.Windows;

/// <summary>
/// The readings of one lookback actor: those that wait for the watermark, in order, and those in the window. The window is a queue of two stacks, so
/// that each reading is merged at most twice however long the window is ("two-stacks" of Tangwongsan, Hirzel, Schneider and Wu, VLDB 2015).
/// </summary>
/// <typeparam name="TChain">The aggregates of the window as one value type.</typeparam>
/// <param name="texts">Which arguments are text: their values are symbols, which are written down as what they stand for.</param>
internal sealed class Lookback<TChain>(bool[] texts)
    where TChain : struct, IAggregateChain<TChain>
{
    private readonly record struct Entry(long Time, double[] Values);

    private readonly record struct Suffix(long Time, double[] Values, TChain Chain);

    private readonly double[][] scratch = [.. texts.Select(_ => new double[1])];
    private readonly List<Entry> waiting = []; // in the order of (time, arrival)
    private readonly Queue<Entry> back = new(); // the newer readings of the window
    private readonly Stack<Suffix> front = new(); // the older ones, oldest on top; each with the merge of itself and all newer ones of the front
    private TChain backTotal = TChain.Empty;
    private long lastTime = long.MinValue;
    private int repeats;

    /// <summary>The time of the next reading to take; <see cref="long.MaxValue"/> when none waits.</summary>
    public long NextWaiting => waiting.Count == 0 ? long.MaxValue : waiting[0].Time;

    /// <summary>The readings that wait for the watermark.</summary>
    public int Waiting => waiting.Count;

    /// <summary>The time of the reading taken last; <see cref="long.MinValue"/> before the first.</summary>
    public long LastTime => lastTime;

    /// <summary>The readings in the window.</summary>
    public int Readings => back.Count + front.Count;

    /// <summary>A reading waits for its turn.</summary>
    public void Wait(long time, double[][] columns, int row)
    {
        var values = new double[texts.Length];
        for (var i = 0; i < texts.Length; i++)
            values[i] = columns[i][row];
        var at = waiting.Count;
        while (at > 0 && waiting[at - 1].Time > time)
            at--;
        waiting.Insert(at, new Entry(time, values));
    }

    /// <summary>Takes the next reading into the window and lets go of what is <paramref name="duration"/> or more older.</summary>
    /// <param name="duration">The length of the window in milliseconds.</param>
    /// <param name="repeated">How many readings of the same time were taken before.</param>
    /// <returns>The reading's time.</returns>
    public long Take(long duration, out int repeated)
    {
        var next = waiting[0];
        waiting.RemoveAt(0);
        repeats = next.Time == lastTime ? repeats + 1 : 0;
        repeated = repeats;
        lastTime = next.Time;
        Push(next);
        while (OldestTime() <= next.Time - duration)
            Pop();
        return next.Time;
    }

    /// <summary>Passes over the readings that wait for a time or an earlier one.</summary>
    public void Drop(long upTo) => waiting.RemoveAll(entry => entry.Time <= upTo);

    /// <summary>The aggregate over the window.</summary>
    public TChain Total()
    {
        var total = TChain.Empty;
        if (front.Count > 0)
            TChain.Merge(ref total, front.Peek().Chain);
        TChain.Merge(ref total, in backTotal);
        return total;
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Version(1);
        writer.Integer(lastTime);
        writer.Count(repeats);
        writer.Count(front.Count);
        foreach (var item in front)
            Write(new Entry(item.Time, item.Values), writer);
        writer.Count(back.Count);
        foreach (var entry in back)
            Write(entry, writer);
        writer.Count(waiting.Count);
        foreach (var entry in waiting)
            Write(entry, writer);
    }

    public void Restore(ref StateReader reader)
    {
        reader.Version(1);
        lastTime = reader.Integer();
        repeats = reader.Count();
        for (var count = reader.Count(); count > 0; count--)
            Push(Read(ref reader));
        Flip();
        for (var count = reader.Count(); count > 0; count--)
            Push(Read(ref reader));
        for (var count = reader.Count(); count > 0; count--)
            waiting.Add(Read(ref reader));
    }

    private void Push(in Entry entry)
    {
        back.Enqueue(entry);
        Add(ref backTotal, in entry);
    }

    private long OldestTime() => front.Count > 0 ? front.Peek().Time : back.Peek().Time;

    private void Pop()
    {
        if (front.Count == 0)
            Flip();
        front.Pop();
    }

    /// <summary>Moves all of the back to the front, which is empty.</summary>
    private void Flip()
    {
        var entries = back.ToArray();
        for (var i = entries.Length - 1; i >= 0; i--)
        {
            var chain = TChain.Empty;
            Add(ref chain, in entries[i]);
            if (front.Count > 0)
                TChain.Merge(ref chain, front.Peek().Chain);
            front.Push(new Suffix(entries[i].Time, entries[i].Values, chain));
        }

        back.Clear();
        backTotal = TChain.Empty;
    }

    private void Add(ref TChain chain, in Entry entry)
    {
        for (var i = 0; i < texts.Length; i++)
            scratch[i][0] = entry.Values[i];
        TChain.Add(ref chain, scratch, 0, entry.Time);
    }

    private void Write(in Entry entry, StateWriter writer)
    {
        writer.Integer(entry.Time);
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i])
                writer.Symbol(double.IsNaN(entry.Values[i]) ? SymbolTable.Missing : (int)entry.Values[i]);
            else
                writer.Number(entry.Values[i]);
        }
    }

    private Entry Read(ref StateReader reader)
    {
        var time = reader.Integer();
        var values = new double[texts.Length];
        for (var i = 0; i < texts.Length; i++)
            values[i] = !texts[i] ? reader.Number() : reader.Symbol() is var symbol and not SymbolTable.Missing ? symbol : double.NaN;
        return new Entry(time, values);
    }
}
