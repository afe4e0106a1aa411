namespace Millrace.Graphs.Log;

/// <summary>Reads headers of a segment, several small batches with one call to the file.</summary>
internal sealed class HeaderWindow(ILogFile file, long length)
{
    private const int WindowBytes = 8 << 10;
    private const int SearchBytes = 1 << 20;


    private readonly byte[] window = new byte[WindowBytes];
    private byte[] payload = [];
    private long start;
    private int filled;

    /// <summary><see cref="BatchHeader.Magic"/> as it stands in the file.</summary>
    private static ReadOnlySpan<byte> MagicBytes => "MLR\u0001"u8;

    /// <summary>The header at a byte, if there is one and its batch lies within the file.</summary>
    public bool TryRead(long position, out BatchHeader header)
    {
        header = default;
        if (length - position < BatchHeader.Bytes)
            return false;
        if (position < start || position + BatchHeader.Bytes > start + filled)
        {
            start = position;
            filled = file.Read(position, window.AsSpan(0, (int)Math.Min(window.Length, length - position)));
        }

        return BatchHeader.TryRead(window.AsSpan((int)(position - start), Math.Max(0, Math.Min(BatchHeader.Bytes, filled - (int)(position - start)))), out header)
            && header.TotalBytes <= length - position;
    }

    /// <summary>Whether the payload is what the header says.</summary>
    public bool IsGood(long position, in BatchHeader header)
    {
        if (payload.Length < header.PayloadBytes)
            payload = new byte[Math.Max(header.PayloadBytes, 64 << 10)];
        var bytes = payload.AsSpan(0, header.PayloadBytes);
        return file.Read(position + BatchHeader.Bytes, bytes) == bytes.Length && BatchHeader.Checksum(bytes) == header.PayloadChecksum;
    }

    /// <summary>Looks for the next good batch, byte by byte.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="least">The least offset that it may have.</param>
    /// <param name="position">Where it is.</param>
    /// <param name="header">Its header.</param>
    public bool TryFind(long from, long least, out long position, out BatchHeader header)
    {
        var bytes = new byte[(int)Math.Max(0, Math.Min(SearchBytes, length - from))];
        for (var block = from; block <= length - BatchHeader.Bytes; block += SearchBytes - MagicBytes.Length + 1)
        {
            var read = file.Read(block, bytes.AsSpan(0, (int)Math.Min(bytes.Length, length - block)));
            for (var at = 0; bytes.AsSpan(at, read - at).IndexOf(MagicBytes) is >= 0 and var found; at++)
            {
                at += found;
                position = block + at;
                if (TryRead(position, out header) && header.Base >= least && IsGood(position, header))
                    return true;
            }
        }

        (position, header) = (length, default);
        return false;
    }
}
