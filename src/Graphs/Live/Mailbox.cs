namespace Millrace.Graphs.Live;

/// <summary>
/// Decoded portions on their way from one fetcher to the shards of a partition: a queue bounded in bytes. The fetcher asks for room, the shards' thread takes
/// and gives back. A portion that is alone may be larger than the bound, so that no record is too large to pass.
/// </summary>
internal sealed class Mailbox(Func<Portion> create, int maxBytes)
{
    private const int MaxSpare = 16;

    private readonly Queue<Portion> waiting = new();
    private readonly Stack<Portion> spare = new();
    private readonly Lock gate = new();
    private long bytes;

    /// <summary>Told after a portion was posted.</summary>
    public Action? Posted { get; set; }

    /// <summary>Told after room was made.</summary>
    public Action? Emptied { get; set; }

    /// <summary>The bytes that wait, or are being worked on.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Whether a portion can be rented.</summary>
    public bool HasRoom => Bytes < maxBytes;

    /// <summary>An empty portion to be filled and posted, or given back; null while the mailbox is full.</summary>
    public Portion? TryRent()
    {
        lock (gate)
        {
            if (bytes >= maxBytes)
                return null;
            return spare.TryPop(out var portion) ? portion : create();
        }
    }

    public void Post(Portion portion)
    {
        lock (gate)
        {
            bytes += portion.Bytes;
            waiting.Enqueue(portion);
        }

        Posted?.Invoke();
    }

    public bool TryTake(out Portion portion)
    {
        lock (gate)
            return waiting.TryDequeue(out portion!);
    }

    /// <summary>Takes back a portion that was worked on.</summary>
    public void Done(Portion portion)
    {
        lock (gate)
        {
            bytes -= portion.Bytes;
            Keep(portion);
        }

        Emptied?.Invoke();
    }

    /// <summary>Takes back a portion that was rented and not posted.</summary>
    public void Return(Portion portion)
    {
        lock (gate)
            Keep(portion);
    }

    private void Keep(Portion portion)
    {
        portion.Clear();
        if (spare.Count < MaxSpare)
            spare.Push(portion);
    }
}
