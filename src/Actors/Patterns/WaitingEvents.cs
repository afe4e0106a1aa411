using System.Runtime.InteropServices;

namespace Millrace.Actors.Patterns;

/// <summary>
/// The events of a key that wait for the watermark, in the order of time, then of arrival. Mostly there is one, which lies in its owner itself;
/// those behind it are in an array. A mutable value: its owner holds it in a field and copies it never.
/// </summary>
internal struct WaitingEvents
{
    private Waiting first;
    private Waiting[]? rest;
    private int head;

    /// <summary>One that waits; without an event it fulfils no condition and only lies between others.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Waiting(long Time, PatternEvent? Event, ulong Conditions);

    public int Count { get; private set; }

    public readonly int Capacity => (rest?.Length ?? 0) + 1;

    /// <summary>How many of them fulfil a condition.</summary>
    public int EventCount { get; private set; }

    public readonly Waiting this[int index] => index == 0 ? first : rest![head + index - 1];

    public void Add(in Waiting waiting)
    {
        if (waiting.Event is not null)
            EventCount++;
        if (Count++ == 0)
            first = waiting;
        else
            AddBehind(waiting);
    }

    public bool TryTake(long upTo, out Waiting waiting)
    {
        if (Count == 0 || first.Time > upTo)
        {
            waiting = default;
            return false;
        }

        waiting = first;
        if (waiting.Event is not null)
            EventCount--;
        if (--Count == 0)
        {
            first = default;
            head = 0;
            return true;
        }

        first = rest![head];
        rest[head] = default;
        head = Count == 1 ? 0 : head + 1;
        return true;
    }

    /// <summary>The time of the first; of the first that fulfils a condition when <paramref name="events"/>. <see cref="long.MaxValue"/> when there is none.</summary>
    public readonly long NextTime(bool events)
    {
        if (Count == 0 || (events && EventCount == 0))
            return long.MaxValue;
        if (!events || first.Event is not null)
            return first.Time;
        var at = head;
        while (rest![at].Event is null)
            at++;
        return rest[at].Time;
    }

    private void AddBehind(Waiting waiting)
    {
        var others = Count - 2;
        if (rest is null || head + others == rest.Length)
            MakeRoom(others);
        var at = head + others;
        if (waiting.Time < first.Time)
        {
            // It changes places with the first, which goes before all others, those of its own time as well.
            Array.Copy(rest!, head, rest!, head + 1, others);
            (first, waiting) = (waiting, first);
            at = head;
        }

        for (; at > head && rest![at - 1].Time > waiting.Time; at--)
            rest[at] = rest[at - 1];
        rest![at] = waiting;
    }

    private void MakeRoom(int others)
    {
        if (rest is not null && head > rest.Length / 2)
        {
            rest.AsSpan(head, others).CopyTo(rest);
            rest.AsSpan(Math.Max(others, head), head + others - Math.Max(others, head)).Clear();
        }
        else
        {
            var larger = new Waiting[Math.Max(2, (rest?.Length ?? 0) * 2)];
            rest?.AsSpan(head, others).CopyTo(larger);
            rest = larger;
        }

        head = 0;
    }
}
