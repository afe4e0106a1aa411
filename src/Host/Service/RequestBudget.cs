namespace Millrace.Host.Service;

/// <summary>How many bytes of requests are worked on at a time: a bound on memory. Any thread.</summary>
internal sealed class RequestBudget(long bytes)
{
    private long used;

    public long Used => Interlocked.Read(ref used);

    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref used, count) <= bytes)
            return true;
        Give(count);
        return false;
    }

    public void Give(long count) => Interlocked.Add(ref used, -count);
}
