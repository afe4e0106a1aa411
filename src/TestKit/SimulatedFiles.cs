using Millrace.Graphs.Log;

namespace Millrace.TestKit;

/// <summary>
/// The files of an embedded log in memory, with the faults of real ones: a crash loses or tears what was not synced, the disk gets full in the middle of a write, a sync
/// fails and drops what it did not write. Deterministic: the same calls and the same seed give the same bytes. Any thread.
/// <code>
/// var files = new SimulatedFiles(seed: 7);
/// using (var log = EmbeddedLog.Open(files, new LogOptions(), clock)) { /* append, sync */ }
/// files.Crash();
/// using var again = EmbeddedLog.Open(files, new LogOptions(), clock);
/// </code>
/// </summary>
public sealed class SimulatedFiles : ILogFiles
{
    private readonly Lock gate = new();
    private readonly Random random;
    private readonly SortedDictionary<string, SimulatedFile> names = new(StringComparer.Ordinal);
    private readonly SortedSet<string> folders = new(StringComparer.Ordinal) { "" };

    // Names made or deleted since their folder was synced: what a crash may undo.
    private readonly SortedSet<string> made = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SimulatedFile> deleted = new(StringComparer.Ordinal);
    private string? holder;
    private int generation;

    /// <summary>Empty files.</summary>
    /// <param name="seed">Decides what a crash and a failed sync do to bytes that are not durable.</param>
    public SimulatedFiles(int seed = 0) => random = new Random(seed);

    /// <inheritdoc/>
    public string Root => "simulated";

    /// <summary>How many more bytes may be written before the disk is full; null for any number. Cutting off and deleting gives bytes back.</summary>
    public long? FreeBytes { get; set; }

    /// <summary>How many of the next syncs of files fail, and drop what they should have brought to disk.</summary>
    public int FailingSyncs { get; set; }

    /// <summary>How many syncs of files have succeeded.</summary>
    public int Syncs { get; private set; }

    /// <summary>The paths of all files, in ordinal order.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (gate)
                return [.. names.Keys];
        }
    }

    /// <summary>The machine stops and starts again: open files are gone, the lock is free, and each file has lost a random part of what was not synced, whole or torn, at its end or
    /// in the middle. Names made or deleted since their folder was synced may be there or not.</summary>
    public void Crash()
    {
        lock (gate)
        {
            Stop();
            foreach (var path in made.Where(_ => random.Next(2) == 0))
                names.Remove(path);
            foreach (var (path, file) in deleted.Where(file => !names.ContainsKey(file.Key) && random.Next(2) == 0))
                names[path] = file;
            made.Clear();
            deleted.Clear();
            foreach (var file in names.Values)
                file.Crash(random);
        }
    }

    /// <summary>The process is killed: open files are gone and the lock is free, but the operating system keeps every byte.</summary>
    public void Kill()
    {
        lock (gate)
            Stop();
    }

    /// <summary>The bytes of a file.</summary>
    public byte[] ReadAll(string path)
    {
        lock (gate)
            return names[path].Content();
    }

    /// <summary>Replaces a file, as another program or a broken disk would; at once durable.</summary>
    public void WriteAll(string path, ReadOnlySpan<byte> bytes)
    {
        lock (gate)
            names[path] = new SimulatedFile(bytes);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, long Length)> Files(string folder)
    {
        lock (gate)
            return [.. names.Where(file => FolderOf(file.Key) == folder).Select(file => (NameOf(file.Key), (long)file.Value.Length))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string folder)
    {
        lock (gate)
            return [.. folders.Where(path => path.Length > 0 && FolderOf(path) == folder).Select(NameOf)];
    }

    /// <inheritdoc/>
    public void CreateFolder(string folder)
    {
        lock (gate)
        {
            for (var path = folder; path.Length > 0; path = FolderOf(path))
                folders.Add(path);
        }
    }

    /// <inheritdoc/>
    public void SyncFolder(string folder)
    {
        lock (gate)
        {
            made.RemoveWhere(path => FolderOf(path) == folder);
            foreach (var path in deleted.Keys.Where(path => FolderOf(path) == folder).ToList())
                deleted.Remove(path);
        }
    }

    /// <inheritdoc/>
    public ILogFile Open(string path, bool create)
    {
        lock (gate)
        {
            if (!names.TryGetValue(path, out var file))
            {
                if (!create)
                    throw new FileNotFoundException($"{path} is not there.", path);
                if (!folders.Contains(FolderOf(path)))
                    throw new DirectoryNotFoundException($"{FolderOf(path)} is not there.");
                if (FreeBytes <= 0)
                    throw new IOException("No space left on device");
                names[path] = file = new SimulatedFile([]);
                made.Add(path);
            }

            return new Handle(this, file, generation);
        }
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        lock (gate)
        {
            if (!names.Remove(path, out var file))
                return;
            FreeBytes += file.Length;
            if (!made.Remove(path))
                deleted[path] = file;
        }
    }

    /// <inheritdoc/>
    public IDisposable Lock(string holder)
    {
        lock (gate)
        {
            if (this.holder != null)
                throw new LogLockedException(Root, this.holder);
            this.holder = holder;
            return new Holding(this, generation);
        }
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private void Stop()
    {
        holder = null;
        generation++;
    }

    private sealed class Holding(SimulatedFiles files, int generation) : IDisposable
    {
        public void Dispose()
        {
            lock (files.gate)
            {
                if (files.generation == generation)
                    files.holder = null;
            }
        }
    }

    private sealed class Handle(SimulatedFiles files, SimulatedFile file, int generation) : ILogFile
    {
        private bool closed;

        public long Length
        {
            get
            {
                lock (files.gate)
                    return Open().Length;
            }
        }

        public int Read(long position, Span<byte> into)
        {
            lock (files.gate)
                return Open().Read(position, into);
        }

        public void Write(long position, ReadOnlySpan<byte> bytes)
        {
            lock (files.gate)
            {
                var more = Math.Max(0, position + bytes.Length - Open().Length);
                var missing = (int)Math.Max(0, more - (files.FreeBytes ?? long.MaxValue));
                files.FreeBytes -= more - missing;
                file.Write(position, bytes[..^missing]);
                if (missing > 0)
                    throw new IOException("No space left on device");
            }
        }

        public void Truncate(long length)
        {
            lock (files.gate)
            {
                files.FreeBytes += Math.Max(0, Open().Length - length);
                file.Truncate(length);
            }
        }

        public void Sync()
        {
            lock (files.gate)
            {
                if (files.FailingSyncs > 0)
                {
                    files.FailingSyncs--;
                    Open().Drop(files.random);
                    throw new IOException("Input/output error");
                }

                Open().Sync();
                files.Syncs++;
            }
        }

        public void Dispose() => closed = true;

        private SimulatedFile Open() =>
            !closed && files.generation == generation ? file : throw new IOException("The file was closed, or the process that had it open is gone.");
    }
}
