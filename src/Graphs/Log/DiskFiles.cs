using System.Runtime.InteropServices;

namespace Millrace.Graphs.Log;

/// <summary>The files of a log on a local disk.</summary>
public sealed class DiskFiles : ILogFiles
{
    private const string LockName = "lock";
    private const string HolderName = "lock.holder";

    /// <summary>Files in a folder, which is made when the log is locked.</summary>
    /// <param name="root">The folder.</param>
    public DiskFiles(string root) => Root = Path.GetFullPath(root);

    /// <inheritdoc/>
    public string Root { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, long Length)> Files(string folder) => Guarded(folder, path =>
        Directory.Exists(path) ? [.. new DirectoryInfo(path).EnumerateFiles().Select(file => (file.Name, file.Length))] : Array.Empty<(string, long)>());

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string folder) => Guarded(folder, path =>
        Directory.Exists(path) ? [.. new DirectoryInfo(path).EnumerateDirectories().Select(inner => inner.Name)] : Array.Empty<string>());

    /// <inheritdoc/>
    public void CreateFolder(string folder) => Guarded(folder, path =>
    {
        if (Directory.Exists(path))
            return true;
        var parent = Path.GetDirectoryName(path);
        if (parent != null && !Directory.Exists(parent))
            CreateFolder(parent);
        Directory.CreateDirectory(path);
        if (parent != null)
            SyncFolder(parent);
        return true;
    });

    /// <inheritdoc/>
    public void SyncFolder(string folder)
    {
        // A Windows file system keeps its own journal of names; there is nothing to call.
        if (OperatingSystem.IsWindows())
            return;
        var path = At(folder);
        var descriptor = OpenFolder(path, 0);
        if (descriptor < 0)
            throw new IOException($"{path} cannot be opened to sync it: error {Marshal.GetLastPInvokeError()}");
        try
        {
            if (SyncDescriptor(descriptor) != 0)
                throw new IOException($"{path} cannot be synced: error {Marshal.GetLastPInvokeError()}");
        }
        finally
        {
            _ = CloseDescriptor(descriptor);
        }
    }

    /// <inheritdoc/>
    public ILogFile Open(string path, bool create) => Guarded(path, full => new DiskFile(
        File.OpenHandle(full, create ? FileMode.OpenOrCreate : FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)));

    /// <inheritdoc/>
    public void Delete(string path) => Guarded(path, full =>
    {
        File.Delete(full);
        return true;
    });

    /// <inheritdoc/>
    public IDisposable Lock(string holder)
    {
        CreateFolder("");
        FileStream held;
        try
        {
            held = Guarded(LockName, path => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (IOException error) when (error is not DirectoryNotFoundException && Holder() is { } other)
        {
            throw new LogLockedException(Root, other);
        }

        Guarded(HolderName, path =>
        {
            // The locked file itself cannot be read by others everywhere.
            File.WriteAllText(path, holder);
            return true;
        });
        return held;
    }

    private string? Holder()
    {
        // What went wrong is the lock itself only if the file is there and yet cannot be had by a second attempt to read it.
        var path = At(LockName);
        if (!File.Exists(path))
            return null;
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            return null;
        }
        catch (IOException)
        {
            return File.Exists(At(HolderName)) ? File.ReadAllText(At(HolderName)) : "by an unknown process";
        }
    }

    private string At(string path) => Path.Combine(Root, path);

    private T Guarded<T>(string path, Func<string, T> action)
    {
        try
        {
            return action(At(path));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"{At(path)} cannot be used: {error.Message} Give this process the right to read and write there, or choose another folder.", error);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SyncDescriptor(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseDescriptor(int descriptor);
}
