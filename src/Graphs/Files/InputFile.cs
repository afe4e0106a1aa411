using System.IO.Compression;

namespace Millrace.Graphs.Files;

/// <summary>An input file as a stream of bytes, with how far it has been read; gzip is undone, a byte order mark skipped, UTF-16 refused.</summary>
internal sealed class InputFile : IDisposable
{
    private readonly string path;
    private readonly Stream bytes; // as they stand on disk
    private readonly Stream content;
    private readonly bool isPipe;

    private InputFile(string path, Stream bytes, bool isPipe)
    {
        this.path = path;
        this.bytes = bytes;
        this.isPipe = isPipe;
        content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
    }

    /// <summary>Bytes taken from the disk.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes on the disk; null for a pipe.</summary>
    public long? BytesTotal => isPipe ? null : bytes.Length;

    public static InputFile Open(string path)
    {
        if (path == FileSource.StandardInput)
            return new InputFile(path, Console.OpenStandardInput(), isPipe: true);
        if (Directory.Exists(path))
            throw new InputFileException(path, "is a directory, not a file");
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            return new InputFile(path, stream, isPipe: !stream.CanSeek);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputFileException(path, "no such file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputFileException(path, "no permission to read it", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new InputFileException(path, e.Message, e);
        }
    }

    /// <summary>Reads until the buffer is full or the file ends; from a pipe, what there is. 0 at the end.</summary>
    public int Read(Span<byte> to)
    {
        try
        {
            var read = isPipe ? content.Read(to) : content.ReadAtLeast(to, to.Length, throwOnEndOfStream: false);
            BytesRead = isPipe ? BytesRead + read : bytes.Position;
            return read;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new InputFileException(path, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Looks at the first bytes: the length of a byte order mark of UTF-8.</summary>
    public int Begin(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("\uFEFF"u8))
            return 3;
        if (start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..])
            throw new InputFileException(path, "is UTF-16; convert it to UTF-8 first");
        return 0;
    }

    public void Dispose()
    {
        content.Dispose();
        bytes.Dispose();
    }
}
