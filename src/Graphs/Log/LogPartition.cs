using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Log;

/// <summary>
/// One partition of an embedded log: records with offsets from 0 on, each with the time of its arrival, which never goes back. One thread appends, syncs,
/// commits and truncates at a time (a lock sees to it); any number of threads read.
/// </summary>
public sealed class LogPartition
{
    /// <summary>The name of the topic.</summary>
    public string Topic => throw new NotImplementedException();

    /// <summary>The number of the partition within its topic, from 0.</summary>
    public int Index => throw new NotImplementedException();

    /// <summary>Topic and number: <c>readings/0</c>.</summary>
    public string Name => throw new NotImplementedException();

    /// <summary>The first offset that is kept.</summary>
    public long Start => throw new NotImplementedException();

    /// <summary>The offset that the next record gets.</summary>
    public long End => throw new NotImplementedException();

    /// <summary>Records below this offset are on disk.</summary>
    public long Durable => throw new NotImplementedException();

    /// <summary>Readers see the records below this offset.</summary>
    public long Stable => throw new NotImplementedException();

    /// <summary>What readers see; <see cref="LogVisibility.Durable"/> after opening. To be set before anybody reads.</summary>
    public LogVisibility Visibility { get => throw new NotImplementedException(); set => throw new NotImplementedException(); }

    /// <summary>Appends records, as given to the operating system: a killed process does not lose them, a power failure may until <see cref="Sync"/>.</summary>
    /// <param name="records">One at least; they share one arrival time. Their own offsets and arrivals do not matter.</param>
    /// <returns>The offset of the first; the others follow.</returns>
    /// <exception cref="ArgumentException">There is no record, or more than 1 GiB of them.</exception>
    /// <exception cref="LogWriteException">Nothing was appended. The next append may succeed.</exception>
    public long Append(RecordChunk records) => throw new NotImplementedException();

    /// <summary>Appends the records of several chunks, one chunk after the other, all or none.</summary>
    /// <inheritdoc cref="Append(RecordChunk)"/>
    public long Append(IReadOnlyList<RecordChunk> records) => throw new NotImplementedException();

    /// <summary>Returns when everything appended before the call is on disk. Appends may go on meanwhile.</summary>
    /// <exception cref="LogWriteException">What was appended since the last success may not be on disk: <see cref="Durable"/> stays where it was. It is still in the log; the
    /// next call reads it back, checks it and writes it again before it syncs, since a failed sync may have dropped what it could not write. To give it up instead: <see cref="Truncate"/>.</exception>
    public void Sync() => throw new NotImplementedException();

    /// <summary>Lets readers see the records below an offset, under <see cref="LogVisibility.Committed"/>. Not remembered on disk: whoever commits says so again after opening.</summary>
    /// <param name="offset">At most <see cref="End"/>; one lower than before is passed over.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such records.</exception>
    public void Commit(long offset) => throw new NotImplementedException();

    /// <summary>Cuts off the records from an offset on; on disk when it returns. No reader may have seen them.</summary>
    /// <param name="end">The new end: one that <see cref="End"/> had at some time after an append. Nothing happens when the log ends there or before.</param>
    /// <exception cref="ArgumentException">The offset is before <see cref="Start"/> or in the middle of what was appended together.</exception>
    /// <exception cref="LogWriteException">Some or all of the records are still there; to be called again.</exception>
    /// <exception cref="SourceException">What is before that offset is damaged.</exception>
    public void Truncate(long end) => throw new NotImplementedException();

    /// <summary>A reader of the partition. Any number of them; each belongs to one thread at a time, and to be disposed of.</summary>
    /// <param name="offset">Where it begins. Whether there is such an offset shows when it reads.</param>
    public LogReader OpenReader(long offset) => throw new NotImplementedException();

    /// <summary>Where readers come to the end at this moment, and the time before which nothing arrives there any more: atomically with appends, never going back.</summary>
    public SourceEnd CloseTime() => throw new NotImplementedException();

    /// <summary>Sees to it that records arrive at this time or later from now on, although the clock may have gone back since the last run: what a checkpoint has taken for granted.</summary>
    /// <param name="time">Milliseconds since the Unix epoch.</param>
    public void NotBefore(long time) => throw new NotImplementedException();

    /// <summary>The first offset that arrived at a time or later; <see cref="End"/> when there is none. Reads the headers of one segment.</summary>
    /// <param name="arrival">Milliseconds since the Unix epoch.</param>
    /// <exception cref="IOException">The partition cannot be read.</exception>
    public long OffsetAt(long arrival) => throw new NotImplementedException();

    /// <summary>About how many bytes on disk the records in [from, to) take; reads nothing. Off by less than a segment at each end, and exact between.</summary>
    public long BytesBetween(long from, long to) => throw new NotImplementedException();

    /// <summary>Keeps the records from an offset on for a reader, whatever retention says, until the next call for that reader or <see cref="Release"/>. Not remembered on disk.</summary>
    /// <param name="reader">The name of the reader.</param>
    /// <param name="offset">The first that it still needs.</param>
    public void Hold(string reader, long offset) => throw new NotImplementedException();

    /// <summary>Ends what <see cref="Hold"/> began for a reader.</summary>
    public void Release(string reader) => throw new NotImplementedException();

    /// <summary>Completes when <see cref="Stable"/> is beyond an offset: when the record at that offset can be read.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log was closed.</exception>
    public Task WaitAsync(long offset, CancellationToken cancellation) => throw new NotImplementedException();
}
