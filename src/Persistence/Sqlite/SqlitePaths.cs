using Millrace.Actors.Checkpoints;

namespace Millrace.Persistence.Sqlite;

/// <summary>Says in plain words what SQLite only calls "unable to open database file".</summary>
internal static class SqlitePaths
{
    /// <summary>Makes the folder when it is missing.</summary>
    public static void Prepare(string path)
    {
        if (Directory.Exists(path))
            throw new CheckpointStoreException($"{path} is a folder: name a file in it, such as {Path.Combine(path, "store.db")}.", isTransient: false);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointStoreException($"The folder {folder} of {Path.GetFileName(path)} cannot be made: {error.Message} Make it, or let this user write where it is to be.", isTransient: false, error);
        }
    }
}
