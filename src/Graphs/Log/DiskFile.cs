using Microsoft.Win32.SafeHandles;

namespace Millrace.Graphs.Log;

/// <summary>A file on a local disk, without a buffer of ours in between.</summary>
internal sealed class DiskFile(SafeFileHandle handle) : ILogFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(long position, Span<byte> into)
    {
        var read = 0;
        while (read < into.Length && RandomAccess.Read(handle, into[read..], position + read) is > 0 and var count)
            read += count;
        return read;
    }

    public void Write(long position, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, position);

    public void Truncate(long length) => RandomAccess.SetLength(handle, length);

    public void Sync() => RandomAccess.FlushToDisk(handle);

    public void Dispose() => handle.Dispose();
}
