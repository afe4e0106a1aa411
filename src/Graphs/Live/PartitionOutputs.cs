using Millrace.Graphs.Log;
using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Live;

/// <summary>
/// The output topics as one partition of the source writes them: the outbox. Under <see cref="Delivery.ExactlyOnce"/> readers see what a checkpoint has committed, and
/// what lies beyond is cut off on recovery; under <see cref="Delivery.AtLeastOnce"/> they see what is on disk, and nothing is cut off. What was not on disk must not be seen even
/// then: a power failure takes it away, and other records get its offsets.
/// </summary>
internal sealed class PartitionOutputs(string[] names, LogPartition[] partitions, Delivery delivery)
{
    private volatile string? problem;

    /// <summary>Told after something was appended that readers are to see as soon as it is on disk.</summary>
    public Action? Appended { get; set; }

    /// <summary>Why outputs cannot be appended at the moment; null when they can.</summary>
    public string? Problem => problem;

    public IReadOnlyList<string> Names => names;

    /// <summary>Where each output ends; in the order of names.</summary>
    public long[] Ends => [.. partitions.Select(partition => partition.End)];

    /// <summary>Goes back to what was committed.</summary>
    /// <param name="committed">The committed end of each output; null for one that the last checkpoint did not know: its present end.</param>
    /// <returns>Whether there was one that the last checkpoint did not know.</returns>
    public bool Recover(Func<string, long?> committed)
    {
        var isNew = false;
        for (var i = 0; i < partitions.Length; i++)
        {
            var end = committed(names[i]);
            isNew |= end is null;
            if (delivery == Delivery.AtLeastOnce)
            {
                partitions[i].Visibility = LogVisibility.Durable;
                continue;
            }

            partitions[i].Visibility = LogVisibility.Committed;
            if (end < partitions[i].End)
                partitions[i].Truncate(end.Value);
            partitions[i].Commit(partitions[i].End);
        }

        return isNew;
    }

    /// <summary>Appends records and clears them; when that is not possible they stay.</summary>
    public bool TryAppend(int output, RecordChunk records)
    {
        if (records.Count == 0)
            return true;
        try
        {
            partitions[output].Append(records);
        }
        catch (LogWriteException failure)
        {
            problem = failure.Message;
            return false;
        }

        records.Clear();
        problem = null;
        if (delivery == Delivery.AtLeastOnce)
            Appended?.Invoke();
        return true;
    }

    /// <summary>Makes everything appended so far durable.</summary>
    /// <exception cref="LogWriteException">It cannot be made so now.</exception>
    public void Sync()
    {
        foreach (var partition in partitions)
        {
            if (partition.Durable < partition.End)
                partition.Sync();
        }
    }

    /// <summary>Lets readers see what lies below these ends.</summary>
    public void Commit(long[] ends)
    {
        if (delivery == Delivery.AtLeastOnce)
            return;
        for (var i = 0; i < partitions.Length; i++)
            partitions[i].Commit(ends[i]);
    }
}
