namespace Millrace.Actors.Kernel;

/// <summary>The slots that have asked for one time, among them some that have since asked for another.</summary>
internal sealed class TimerBucket
{
    public long Time;
    public int[] Slots = new int[4];
    public int Count;
    public bool Unsorted;

    public void Add(int slot)
    {
        if (Count == Slots.Length)
            Array.Resize(ref Slots, Count * 2);
        if (Count > 0 && Slots[Count - 1] > slot)
            Unsorted = true;
        Slots[Count++] = slot;
    }

    /// <summary>Takes out those before a position.</summary>
    public void DropFirst(int position)
    {
        Count -= position;
        Array.Copy(Slots, position, Slots, 0, Count);
    }

    public void Clear()
    {
        Count = 0;
        Unsorted = false;
    }
}
