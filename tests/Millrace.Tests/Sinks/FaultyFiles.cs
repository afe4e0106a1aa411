using Millrace.Graphs.Log;

namespace Millrace.Tests.Sinks;

/// <summary>Files in memory of which each has what is on disk and what is not yet, a size that the disk may not go beyond, and a loss of power.</summary>
internal sealed class FaultyFiles : ILogFiles
{
    private readonly Dictionary<string, Content> files = new(StringComparer.Ordinal);

    private sealed class Content
    {
        public byte[] Now { get; set; } = [];

        public byte[] Synced { get; set; } = [];
    }

    private sealed class Handle(FaultyFiles disk, Content content) : ILogFile
    {
        public long Length => content.Now.Length;

        public int Read(long position, Span<byte> into)
        {
            var count = (int)Math.Clamp(content.Now.Length - position, 0, into.Length);
            content.Now.AsSpan((int)position, count).CopyTo(into);
            return count;
        }

        public void Write(long position, ReadOnlySpan<byte> bytes)
        {
            var end = (int)position + bytes.Length;
            var room = Math.Min(end, disk.Size) - (int)position;
            var fits = bytes[..Math.Max(0, Math.Min(bytes.Length, room))];
            if (position + fits.Length > content.Now.Length)
                content.Now = [.. content.Now, .. new byte[(int)position + fits.Length - content.Now.Length]];
            fits.CopyTo(content.Now.AsSpan((int)position));
            if (fits.Length < bytes.Length)
                throw new IOException("no space left on device");
        }

        public void Truncate(long length) => content.Now = content.Now[..(int)Math.Min(length, content.Now.Length)];

        public void Sync()
        {
            if (disk.SyncFails)
                throw new IOException("input/output error");
            content.Synced = content.Now;
        }

        public void Dispose()
        {
        }
    }

    public string Root => "/disk";

    public int Size { get; set; } = int.MaxValue;

    public bool SyncFails { get; set; }

    public List<string> Made { get; } = [];

    public byte[] this[string path]
    {
        get => files[path].Now;
        set => files[path] = new Content { Now = value, Synced = value };
    }

    public bool Has(string path) => files.ContainsKey(path);

    public void LosePower(int extra)
    {
        foreach (var content in files.Values)
            content.Now = content.Synced = content.Now[..Math.Min(content.Now.Length, content.Synced.Length + extra)];
    }

    public IReadOnlyList<(string Name, long Length)> Files(string folder) => [];

    public IReadOnlyList<string> Folders(string folder) => [];

    public void CreateFolder(string folder) => Made.Add(folder);

    public void SyncFolder(string folder)
    {
    }

    public ILogFile Open(string path, bool create)
    {
        if (!files.TryGetValue(path, out var content))
            files[path] = content = create ? new Content() : throw new FileNotFoundException("not there");
        return new Handle(this, content);
    }

    public void Delete(string path) => files.Remove(path);

    public IDisposable Lock(string holder) => throw new NotSupportedException();
}
