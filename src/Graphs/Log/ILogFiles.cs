namespace Millrace.Graphs.Log;

/// <summary>
/// The file operations that an embedded log needs, below one root folder, so that the very same log runs over the disk and over simulated files.
/// Paths are relative to the root, with <c>/</c>; the root itself is the empty path. Any thread.
/// </summary>
public interface ILogFiles
{
    /// <summary>The root as people know it, for messages.</summary>
    string Root { get; }

    /// <summary>The names and lengths of the files in a folder, in any order; none when there is no such folder.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    IReadOnlyList<(string Name, long Length)> Files(string folder);

    /// <summary>The names of the folders in a folder, in any order; none when there is no such folder.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    IReadOnlyList<string> Folders(string folder);

    /// <summary>Makes a folder, and those above it, unless it is there. Safe when it returns.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    void CreateFolder(string folder);

    /// <summary>Returns when the making and deleting of files in a folder is on disk.</summary>
    /// <exception cref="IOException">It may not be.</exception>
    void SyncFolder(string folder);

    /// <summary>Opens a file to read and write; it may be open more than once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="create">Whether it is made when it is not there; its name is safe after <see cref="SyncFolder"/>.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    ILogFile Open(string path, bool create);

    /// <summary>Deletes a file if it is there; whoever has it open can still read it.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    void Delete(string path);

    /// <summary>Takes the root for one holder until the result is disposed of or the process ends, however it ends.</summary>
    /// <param name="holder">Who takes it, for the message that another one gets.</param>
    /// <exception cref="LogLockedException">Another one has it.</exception>
    /// <exception cref="IOException">The lock cannot be made: the folder is read-only, the disk is full.</exception>
    IDisposable Lock(string holder);
}
