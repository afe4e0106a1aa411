using Millrace.Graphs.Sources;

namespace Millrace.Graphs.Live;

/// <summary>Reads a partition and decodes it ahead of the shards, as far as the mailbox has room: a full mailbox is how backpressure reaches the source. One thread.</summary>
internal sealed class Fetcher(IPartitionSource source, IPortionDecoder decoder, Mailbox mailbox, int fetchBytes)
{
    /// <summary>Reads one portion.</summary>
    /// <returns>False when there is nothing to read now, or no room for it.</returns>
    /// <exception cref="SourceException">The partition cannot be read on.</exception>
    public bool Step()
    {
        var portion = mailbox.TryRent();
        if (portion is null)
            return false;
        if (!source.TryRead(portion.Records, fetchBytes))
        {
            mailbox.Return(portion);
            return false;
        }

        decoder.Decode(portion);
        portion.Next = source.Position;
        mailbox.Post(portion);
        return true;
    }

    /// <summary>Completes when there may be something to read.</summary>
    public Task WaitAsync(CancellationToken cancellation) => source.WaitAsync(cancellation);
}
