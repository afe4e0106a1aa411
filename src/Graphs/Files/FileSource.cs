using System.Text;
using Millrace.Messages;
using Millrace.Messages.Codecs;

namespace Millrace.Graphs.Files;

/// <summary>
/// The records of one file, or of standard input, as batches: NDJSON or CSV, also compressed (<c>.gz</c>). Memory is bounded: a block of about 128 bytes a row of the
/// batch, which only a longer record makes grow, up to <see cref="SourceFormat.MaxRecordBytes"/>. One thread at a time.
/// </summary>
public sealed class FileSource : IDisposable
{
    /// <summary>The path that stands for standard input.</summary>
    public const string StandardInput = "-";

    private const int SmallestBlock = 4 * 1024;
    private const int LargestBlock = 4 * 1024 * 1024;
    private readonly InputFile file;
    private readonly RecordDecoder decoder;
    private readonly int longest;
    private byte[] carry = []; // what was read beyond the last batch
    private int carried;
    private bool started;
    private bool ended;

    private FileSource(string path, int partition, InputFile file, RecordDecoder decoder, int longest)
    {
        Path = path;
        Partition = partition;
        this.file = file;
        this.decoder = decoder;
        this.longest = longest;
    }

    /// <summary>The file as it was given.</summary>
    public string Path { get; }

    /// <summary>The partition that its readings belong to.</summary>
    public int Partition { get; }

    /// <summary>The event time of records when the format names no time field; null (the default): such records are rejected.</summary>
    public EventTime? RecordTime
    {
        get => decoder.RecordTime;
        set => decoder.RecordTime = value;
    }

    /// <summary>How many bytes have been read so far, compressed ones if the file is; for a progress display.</summary>
    public long BytesRead => file.BytesRead;

    /// <summary>How many bytes the file has; null for standard input and pipes.</summary>
    public long? BytesTotal => file.BytesTotal;

    /// <summary>Opens a file. Its name without folders is the message key of its records.</summary>
    /// <param name="path">The file; <c>-</c> is standard input.</param>
    /// <param name="format">How to read it; an encoding not given is taken from the extension (.csv, .tsv, before .gz too), otherwise it is JSON.</param>
    /// <param name="schema">The fields to decode.</param>
    /// <param name="symbols">The table of the batches to come.</param>
    /// <param name="partition">The partition that its readings belong to.</param>
    /// <exception cref="InputFileException">The file cannot be read.</exception>
    public static FileSource Open(string path, SourceFormat format, ReadingSchema schema, SymbolTable symbols, int partition = 0)
    {
        var decoder = ByExtension(path, format).CreateDecoder(schema, symbols);
        decoder.SetMessageKey(Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(path)));
        return new FileSource(path, partition, InputFile.Open(path), decoder, format.MaxRecordBytes);
    }

    /// <summary>Clears the batch and fills it with the next records.</summary>
    /// <param name="batch">Its buffer is used again, so nobody may look at its rows any more.</param>
    /// <returns>Whether there is a row; false at the end of the file.</returns>
    /// <exception cref="InputFileException">The file cannot be read.</exception>
    public bool Read(ReadingBatch batch)
    {
        batch.Clear();
        batch.Partition = Partition;
        var buffer = Prepare(batch);
        carry.AsSpan(0, carried).CopyTo(buffer);
        int start = 0, end = carried;
        while (true)
        {
            if (!ended && end < buffer.Length)
                end += Fill(buffer, ref start, end);
            start = decoder.Decode(buffer, start, end, ended, batch);
            if (decoder.Refusal is { } refusal)
                throw new InputFileException(Path, refusal);
            if (batch.Count > 0 || (ended && start == end))
                break;
            // No record ends here: what is left moves to the front, and the buffer grows if that made no room.
            if (start > 0)
                buffer.AsSpan(start, end - start).CopyTo(buffer);
            else if (end == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, Math.Max(buffer.Length + 1L, longest + 3L)));
            end -= start;
            start = 0;
        }

        Keep(buffer.AsSpan(start, end - start));
        return batch.Count > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static SourceFormat ByExtension(string path, SourceFormat format)
    {
        if (format.Encoding is not null)
            return format;
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        if (name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase))
            return format with { Encoding = RecordEncoding.Csv, Delimiter = format.Delimiter ?? '\t' };
        return format with { Encoding = name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? RecordEncoding.Csv : RecordEncoding.Json };
    }

    /// <summary>The batch's buffer: a new one when it is too small, or so large that a long record long gone must have made it so.</summary>
    private byte[] Prepare(ReadingBatch batch)
    {
        var block = Math.Clamp(batch.Capacity * 128, SmallestBlock, LargestBlock);
        var least = Math.Max(block, carried + (block / 2));
        return batch.Raw.Length >= least && batch.Raw.Length <= Math.Max(4 * block, least) ? batch.Raw : new byte[least];
    }

    private int Fill(byte[] buffer, ref int start, int end)
    {
        var read = file.Read(buffer.AsSpan(end));
        ended = read == 0;
        if (started)
            return read;
        started = true;
        while (end + read < 4 && !ended)
        {
            var more = file.Read(buffer.AsSpan(end + read));
            ended = more == 0;
            read += more;
        }

        start = file.Begin(buffer.AsSpan(0, read));
        return read;
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (carry.Length < rest.Length || carry.Length > LargestBlock)
            carry = new byte[Math.Max(rest.Length, (int)Math.Min(carry.Length * 2L, LargestBlock))];
        rest.CopyTo(carry);
        carried = rest.Length;
    }
}
