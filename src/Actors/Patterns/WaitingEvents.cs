using System.Runtime.InteropServices;

namespace Millrace.Actors.Patterns;

/// <summary>The events of a key that wait for the watermark, in the order of time, then of arrival.</summary>
internal sealed class WaitingEvents
{
    private Waiting[] items = [];
    private int head;

    /// <summary>One that waits; without an event it fulfils no condition and only lies between others.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Waiting(long Time, PatternEvent? Event, ulong Conditions);

    public int Count { get; private set; }

    public int Capacity => items.Length;

    /// <summary>How many of them fulfil a condition.</summary>
    public int EventCount { get; private set; }

    public ReadOnlySpan<Waiting> AsSpan() => items.AsSpan(head, Count);

    public void Add(in Waiting waiting)
    {
        if (head + Count == items.Length)
            MakeRoom();
        var at = head + Count++;
        for (; at > head && items[at - 1].Time > waiting.Time; at--)
            items[at] = items[at - 1];
        items[at] = waiting;
        if (waiting.Event is not null)
            EventCount++;
    }

    public bool TryTake(long upTo, out Waiting waiting)
    {
        if (Count == 0 || items[head].Time > upTo)
        {
            waiting = default;
            return false;
        }

        waiting = items[head];
        items[head++] = default;
        if (waiting.Event is not null)
            EventCount--;
        if (--Count == 0)
            head = 0;
        return true;
    }

    /// <summary>The time of the first; of the first that fulfils a condition when <paramref name="events"/>. <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextTime(bool events)
    {
        if (Count == 0 || (events && EventCount == 0))
            return long.MaxValue;
        var at = head;
        while (events && items[at].Event is null)
            at++;
        return items[at].Time;
    }

    private void MakeRoom()
    {
        if (head > items.Length / 2)
        {
            items.AsSpan(head, Count).CopyTo(items);
            items.AsSpan(Math.Max(Count, head), head + Count - Math.Max(Count, head)).Clear();
        }
        else
        {
            var larger = new Waiting[Math.Max(2, items.Length * 2)];
            items.AsSpan(head, Count).CopyTo(larger);
            items = larger;
        }

        head = 0;
    }
}
