namespace Millrace.Graphs.Log;

/// <summary>One open file of a log. Reads may go on while another thread writes; writes come from one thread at a time.</summary>
public interface ILogFile : IDisposable
{
    /// <summary>How many bytes the file has.</summary>
    /// <exception cref="IOException">The file cannot be asked.</exception>
    long Length { get; }

    /// <summary>Reads bytes that are there.</summary>
    /// <returns>How many were read: as many as asked for, or all up to the end of the file; 0 at the end.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    int Read(long position, Span<byte> into);

    /// <summary>Writes all the bytes, at the end of the file or over what is there. They are readable at once and safe after <see cref="Sync"/>.</summary>
    /// <exception cref="IOException">The disk is full or broken; some of the bytes may have been written.</exception>
    void Write(long position, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file off.</summary>
    /// <exception cref="IOException">The file is as it was.</exception>
    void Truncate(long length);

    /// <summary>Returns when what was written is on disk.</summary>
    /// <exception cref="IOException">What was written since the last call that succeeded may not be on disk, and another call need not bring it there: it must be written again.</exception>
    void Sync();
}
