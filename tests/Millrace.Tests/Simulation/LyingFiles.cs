using Millrace.Graphs.Log;

namespace Millrace.Tests.Simulation;

/// <summary>A planted bug: says that it has synced, and has not; or that it has written the time, and has not.</summary>
internal sealed class LyingFiles(ILogFiles files, PlantedFault planted) : ILogFiles
{
    public string Root => files.Root;

    public IReadOnlyList<(string Name, long Length)> Files(string folder) => files.Files(folder);

    public IReadOnlyList<string> Folders(string folder) => files.Folders(folder);

    public void CreateFolder(string folder) => files.CreateFolder(folder);

    public void SyncFolder(string folder) => files.SyncFolder(folder);

    public ILogFile Open(string path, bool create) => new LyingFile(files.Open(path, create), planted);

    public void Delete(string path) => files.Delete(path);

    public IDisposable Lock(string holder) => files.Lock(holder);

    private sealed class LyingFile(ILogFile file, PlantedFault planted) : ILogFile
    {
        public long Length => file.Length;

        public int Read(long position, Span<byte> into) => file.Read(position, into);

        public void Write(long position, ReadOnlySpan<byte> bytes)
        {
            if (planted != PlantedFault.ClockGoesBack || bytes.Length != BatchHeader.Bytes || !BatchHeader.TryRead(bytes, out var mark))
            {
                file.Write(position, bytes);
                return;
            }

            var earlier = new byte[BatchHeader.Bytes];
            (mark with { Arrival = mark.Arrival - 600_000 }).Write(earlier);
            file.Write(position, earlier);
        }

        public void Truncate(long length) => file.Truncate(length);

        public void Sync()
        {
            if (planted != PlantedFault.LyingSync)
                file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
